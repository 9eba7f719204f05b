import { constants } from "node:os";

const shownLines = 20;

/** What a failed command of zx's `$` is made of, whichever copy of zx made it: its own message has frames of zx in it. */
export interface CommandFailure {
  readonly message: string;
  /** The end of what it wrote: of stderr, or where that is empty, of stdout. */
  readonly output: string;
  /** What a shell would end with in its place: 128 and the signal's number where one ended it. */
  readonly exitCode: number;
}

/** Undefined for every other error. */
export function commandFailure(error: Error): CommandFailure | undefined {
  if (Object.prototype.toString.call(error) !== "[object ProcessOutput]") return undefined;
  const { exitCode, signal, stdout, stderr } = error as Error & Partial<ProcessOutput>;
  if (typeof stdout !== "string" || typeof stderr !== "string") return undefined;
  const how = signal ? `was ended by ${signal}` : exitCode == null ? "did not start" : `exited with status ${exitCode}`;
  const lines = (stderr.trim() === "" ? stdout : stderr).trim().split("\n");
  const status = signal ? 128 + constants.signals[signal] : (exitCode ?? 1);
  return { message: `a command ${how}`, output: lines.slice(-shownLines).join("\n"), exitCode: status };
}

interface ProcessOutput {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}
