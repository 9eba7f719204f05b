import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd?: string;
  /** Replaces the caller's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** Debian's package that brings the program, named where it is missing. */
  readonly from?: string;
}

export interface ProgramResult {
  /** 128 + signal number where a signal ended it, as a shell reports it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGTERM: 15 };

/** Runs a program to its end, whatever its exit status; one that takes longer than `timeoutMs` is killed. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: "pipe" });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on("error", () => {}); // A program may end without reading its input.
  child.stdin.end(options.input ?? "");
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, options.timeoutMs ?? 120_000);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", (cause) => reject(missing(file, options.from, cause)));
      child.once("close", (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ""] ?? 0)));
    });
    const result = { exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
    if (timedOut) throw new Error(`timed out: ${file} ${args.join(" ")}\n${result.stdout}${result.stderr}`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** What a program writes to stdout; rejects with its stderr where it fails. */
export async function programOutput(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(file, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${file} ${args.join(" ")} failed with exit status ${exitCode}\n${stderr}`);
}

function missing(file: string, from: string | undefined, cause: NodeJS.ErrnoException): Error {
  if (cause.code !== "ENOENT" || from === undefined) return cause;
  return new Error(`${file} is missing: apt-get install ${from}`, { cause });
}
