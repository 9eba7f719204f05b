import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runByDeputy } from "./deputy/run-program.ts";

export interface ProgramOptions {
  /** The caller's where absent. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** What it reads: a text, or an open file by its descriptor; nothing where absent. */
  readonly stdin?: string | number | undefined;
  /** Ends it with SIGTERM. */
  readonly signal?: AbortSignal | undefined;
}

export interface ProgramEnd {
  /** 1 where a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const terminalSignals: readonly unknown[] = ["SIGINT", "SIGQUIT", "SIGHUP"];
/** Each takes one more press of a key within a millisecond. */
const mostAttempts = 10;

/**
 * Runs a program where a terminal's Ctrl-C does not reach it: that is for us, and must not end what makes a container, or takes it
 * back. A deputy is in another session already. Without one, the new process still can be met between its fork and its own session;
 * it has run nothing of the program then, and is started once more.
 */
export async function runInOwnSession(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  const { stdin = "", signal } = options;
  if (typeof stdin === "string" && signal === undefined) {
    const end = await runByDeputy(file, args, { env: options.env ?? process.env, stdin });
    if (end !== undefined) return end;
  }
  for (let attempt = 1; ; attempt++) {
    const { signal, ...end } = await runOnce(file, args, options);
    if (!terminalSignals.includes(signal) || attempt === mostAttempts) return end;
  }
}

async function runOnce(file: string, args: readonly string[], { env, stdin = "", signal }: ProgramOptions) {
  const input = typeof stdin === "number" ? stdin : stdin === "" ? "ignore" : "pipe";
  const child = spawn(file, args, { env, signal, stdio: [input, "pipe", "pipe"], detached: true });
  child.stdin?.on("error", () => {}); // It may end without reading; its status tells why.
  child.stdin?.end(stdin);
  const [stdout, stderr, [status, endedBy]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, "close"),
  ]);
  return { status: Number(status ?? 1), signal: endedBy as unknown, stdout, stderr };
}

/** A program that could not be started has streams that were destroyed: the spawn's own error tells more. */
async function textOf(stream: Readable | null): Promise<string> {
  return stream === null ? "" : await text(stream);
}
