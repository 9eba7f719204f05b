import { askDeputy } from "./ask.ts";
import type { DeputyRequest } from "./frames.ts";

/**
 * Takes flock(2)'s exclusive lock on an open file of this process, which has it from then on until it closes the file. False where another has
 * it, or no deputy could take it: to ask for it in another way, on the same open file, is right in any case.
 */
export async function lockByDeputy(descriptor: number): Promise<boolean> {
  return await isDone({ operation: "lockFile", texts: [words(descriptor)] });
}

/**
 * Sends a signal to a process whose cgroup's path has `cgroup` in it. False where it was not sent: the process is gone, or another one has its id
 * by now, or there is no deputy.
 */
export async function signalByDeputy(pid: number, signal: number, cgroup: string): Promise<boolean> {
  return await isDone({ operation: "signalProcess", texts: [words(pid, signal), cgroup] });
}

async function isDone(request: DeputyRequest): Promise<boolean> {
  const answer = await askDeputy(request).catch(() => undefined); // It was killed: that the caller has another way for.
  return answer?.result === 0;
}

function words(...numbers: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(numbers).buffer);
}
