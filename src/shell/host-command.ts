import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { delimiter } from "node:path";
import { findProgram } from "../engine/embedded/programs.ts";
import { restoreTerminal, terminalMode } from "./terminal-mode.ts";

/** Runs a line of the host's shell with the terminal as it is; resolves to the exit status, 128 + signal where one ended it. */
export async function runOnHost(line: string, signal: AbortSignal): Promise<number> {
  return await terminalProgram(["sh", "-c", line], signal);
}

/** Whether the host's shell finds a program of this name. */
export function isHostProgram(name: string): boolean {
  return findProgram(name, (process.env["PATH"] ?? "").split(delimiter)) !== undefined;
}

/** Runs a program that has the terminal to itself, as editors want it. */
export async function terminalProgram(
  [file, ...args]: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<number> {
  const isTerminal = process.stdout.isTTY && process.stdin.isTTY;
  const mode = isTerminal ? terminalMode() : undefined;
  // Ctrl-C reaches it by itself: it is of the terminal's foreground. Without one, its output goes the way of all that the program writes.
  const child = spawn(file, args, { stdio: process.stdout.isTTY ? "inherit" : ["ignore", "pipe", "pipe"] });
  child.stdout?.on("data", (chunk: Buffer) => process.stdout.write(chunk));
  child.stderr?.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const [exitCode, ended] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  signal.removeEventListener("abort", stop);
  // One that ends by itself may change the mode for good, as `stty` does. A shell tells by its status of a program that was killed.
  if (exitCode === null || exitCode > 128) restoreTerminal(mode);
  return exitCode ?? 128 + constants.signals[ended!]; // One of them is why it ended.
}

/** Whether a command line asks for what only a shell does: pipes, redirections, lists. Quoted, the signs are plain text. */
export function hasShellSyntax(line: string): boolean {
  return /[|<>&;]/.test(line.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs, ""));
}
