import { finished } from "node:stream/promises";
import type { Context } from "../context.ts";
import type { Exit, ProcessName } from "../engine/tasks.ts";
import { collect } from "./output-pump.ts";
import { closeStreams, type ProcessStreams } from "./process-streams.ts";
import { ifPresent } from "./wait.ts";

export interface CollectedOutput {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** Hands a process its input, and reads what it writes until it has exited. Aborted, it kills the process. */
export async function attachedOutput(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  name: ProcessName,
  { streams, exit }: { readonly streams: ProcessStreams | undefined; readonly exit: Promise<Exit> },
  input?: string | Uint8Array,
): Promise<CollectedOutput> {
  if (streams === undefined) return { ...(await exit), stdout: new Uint8Array(0), stderr: new Uint8Array(0) };
  const kill = () => void ifPresent(engine.tasks.kill(name, 9)).catch(() => {}); // Whoever cleans up does it again.
  signal.addEventListener("abort", kill, { once: true });
  try {
    const { stdin, stdout, stderr } = streams;
    const [{ exitCode }, out, err = new Uint8Array(0)] = await Promise.all([
      exit,
      collect(stdout, exit),
      stderr && collect(stderr, exit),
      stdin && feed(stdin, input ?? "", () => ifPresent(engine.tasks.closeStdin(name))),
    ]);
    signal.throwIfAborted();
    return { exitCode, stdout: out, stderr: err };
  } finally {
    signal.removeEventListener("abort", kill);
    closeStreams(streams);
  }
}

/** A process that ends without having read its input is none of the input's business. */
async function feed(
  stdin: NonNullable<ProcessStreams["stdin"]>,
  input: string | Uint8Array,
  close: () => Promise<unknown>,
): Promise<void> {
  stdin.end(input);
  await finished(stdin).catch(() => {});
  await close();
}
