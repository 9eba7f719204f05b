import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { copyLogs } from "../../../src/container/logs/copy.ts";
import type { LogStream } from "../../../src/container/logs/log-line.ts";

const native = join(import.meta.dirname, "../../../native");

/** The loggers that this machine can run: its own, the other processor's under qemu-user, and the one in perl. */
export const loggers: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    x64: [...emulator("x64", "qemu-x86_64"), join(native, "bin/logger-x64")],
    arm64: [...emulator("arm64", "qemu-aarch64"), join(native, "bin/logger-arm64")],
    perl: ["/usr/bin/perl", join(native, "logger.pl")],
  }).filter(([, command]) => isExecutable(command[0]!)),
);

/** This machine's own native logger. */
export const ownLogger: readonly string[] = [join(native, `bin/logger-${process.arch}`)];

function emulator(architecture: string, name: string): string[] {
  return process.arch === architecture ? [] : [`/usr/bin/${name}`];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A logger as containerd's shim runs it, with the ends of its pipes that the container would have. */
export class RunningLogger implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Resolves once the logger has closed the pipe that says so. */
  readonly ready: Promise<void>;
  readonly #exit: Promise<unknown[]>;

  constructor(command: readonly string[], options: string, file: string) {
    const [program, ...words] = [...command, options, file];
    this.process = spawn(program!, words, { stdio: ["ignore", "ignore", "inherit", "pipe", "pipe", "pipe"] });
    const [stdout, stderr, ready] = [...this.process.stdio].slice(3);
    this.stdout = stdout as Writable; // Node's types know five files at most, and not which way a pipe is used
    this.stderr = stderr as Writable;
    this.ready = once((ready as Readable).resume(), "close").then(() => {});
    this.#exit = once(this.process, "exit");
  }

  async write(stream: LogStream, bytes: Uint8Array | string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this[stream].write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ends both streams; resolves to the logger's exit status once it has written everything. */
  async end(): Promise<unknown> {
    this.stdout.end();
    this.stderr.end();
    return (await this.#exit)[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill("SIGKILL");
      await this.#exit;
    }
  }
}

export interface LogDirectory extends AsyncDisposable {
  readonly path: string;
  readonly file: string;
}

export async function logDirectory(): Promise<LogDirectory> {
  const path = await mkdtemp(join(tmpdir(), "nerdsh-log-"));
  return { path, file: join(path, "json.log"), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** What the log at `file` gives back of each stream. */
export async function recorded(file: string): Promise<Record<LogStream, Buffer>> {
  const pieces: Record<LogStream, Uint8Array[]> = { stdout: [], stderr: [] };
  await copyLogs({ file }, (stream, bytes) => void pieces[stream].push(bytes));
  return { stdout: Buffer.concat(pieces.stdout), stderr: Buffer.concat(pieces.stderr) };
}
