import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { nerdshCommand, nerdshEnvironment } from "./nerdsh.ts";
import type { World } from "./private-world.ts";
import type { ProgramOptions, ProgramResult } from "./program.ts";

const lateMs = 120_000;

/** A command line that runs while a test looks at what it writes, or sends it signals. Killed with the block, where it still runs. */
export class RunningNerdsh implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<unknown>;
  #closed = false;
  stdout = "";
  stderr = "";

  constructor(world: World, args: readonly string[], { cwd, env }: Pick<ProgramOptions, "cwd" | "env"> = {}) {
    const [file, ...before] = nerdshCommand();
    this.child = spawn(file, [...before, ...args], { cwd, env: nerdshEnvironment({ ...world.env, ...env }) });
    this.child.stdout.on("data", (chunk: Buffer) => {
      this.stdout += chunk;
    });
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk;
    });
    // Not "exit": what it has written may still be in the pipes then.
    this.#exit = once(this.child, "close").then(() => {
      this.#closed = true;
    });
  }

  /** Waits until stdout holds the text. */
  async until(text: string): Promise<void> {
    const signal = AbortSignal.timeout(lateMs);
    while (!this.stdout.includes(text)) {
      if (this.#closed || signal.aborted) throw new Error(`no ${text} in:\n${this.stdout}${this.stderr}`);
      await Promise.race([once(this.child.stdout, "data", { signal }), this.#exit]).catch(() => {}); // Told above.
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves when it has ended, with 128 + signal where that ended it. */
  async end(): Promise<ProgramResult> {
    const late = setTimeout(() => this.child.kill("SIGKILL"), lateMs);
    await this.#exit;
    clearTimeout(late);
    const { exitCode, signalCode } = this.child;
    const status = exitCode ?? 128 + constants.signals[signalCode!]; // One of them is why it ended.
    return { exitCode: status, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.#exit;
  }
}
