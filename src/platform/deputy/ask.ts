import { installProgram } from "../embedded-program.ts";
import { Deputy } from "./deputy.ts";
import type { DeputyAnswer, DeputyRequest } from "./frames.ts";

/** Where the deputy's program lies, or is put; undefined where this process shall have none. */
let directory: string | undefined;
let current: Promise<Deputy | undefined> | undefined;

/** From now on this process has a deputy, which is started when it is first asked. */
export function enlistDeputy(programDirectory: string | undefined): void {
  directory = programDirectory;
}

/** Where other programs of ours may be put as well. */
export function programDirectory(): string | undefined {
  return directory;
}

/** Now, for whoever will ask in a moment. */
export function startDeputy(): void {
  if (directory !== undefined) current ??= start(directory);
}

/** Whether somebody has asked it, so that to ask it once more costs no start. */
export function isDeputyStarted(): boolean {
  return current !== undefined;
}

/** Undefined where there is none: then it was not done, and the caller does it in another way. */
export async function askDeputy(request: DeputyRequest): Promise<DeputyAnswer | undefined> {
  if (directory === undefined) return undefined;
  current ??= start(directory);
  let deputy = await current;
  if (deputy?.state === "ended") {
    current = start(directory);
    deputy = await current;
  }
  return await deputy?.ask(request);
}

/** Its forks are cheap on any processor, but it is compiled for these two. Elsewhere, and where it cannot be put, there is none. */
async function start(directory: string): Promise<Deputy | undefined> {
  const { arch } = process;
  if (arch !== "x64" && arch !== "arm64") return undefined;
  const { embeddedDeputies } = await import("./embedded-deputies.ts");
  try {
    return Deputy.start(await installProgram(directory, "deputy", embeddedDeputies[arch]));
  } catch {
    return undefined; // A full disk, a missing right: programs are started by this process then.
  }
}
