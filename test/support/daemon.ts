import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface DaemonOptions<Ready> {
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Looks at each line that the program writes; the first value it gives means that the program serves. */
  ready(line: string): Ready | undefined;
}

const keptLines = 200;

/** A program that serves until it is stopped. It dies with the test process, even where that is killed. */
export class Daemon implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #lines: string[] = [];
  readonly #exited: Promise<unknown[]>;

  private constructor(process: ChildProcessByStdio<null, Readable, Readable>) {
    this.#process = process;
    this.#exited = once(process, "exit");
  }

  static async start<Ready>(file: string, args: readonly string[], options: DaemonOptions<Ready>) {
    // setpriv becomes the program, so the pid is the program's own.
    const child = spawn("setpriv", ["--pdeathsig=KILL", "--", file, ...args], {
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const daemon = new Daemon(child);
    try {
      return { daemon, ready: await daemon.#ready(file, options) };
    } catch (error) {
      await daemon.end("SIGKILL");
      throw error;
    }
  }

  async #ready<Ready>(file: string, options: DaemonOptions<Ready>): Promise<Ready> {
    const timeoutMs = options.timeoutMs ?? 60_000;
    return await new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        clearTimeout(timer);
        reject(new Error(`${file} ${reason}\n${this.log}`));
      };
      const timer = setTimeout(() => fail(`did not serve within ${timeoutMs} ms`), timeoutMs);
      this.#exited.then(([code, signal]) => fail(`ended before it served: ${signal ?? `exit status ${code}`}`), reject);
      const look = (line: string) => {
        if (this.#lines.push(line) > keptLines) this.#lines.shift();
        const ready = options.ready(line);
        if (ready === undefined) return;
        clearTimeout(timer);
        resolve(ready);
      };
      // Read to the end, ready or not: a program whose pipe is full stands still.
      for (const input of [this.#process.stdout, this.#process.stderr]) createInterface({ input }).on("line", look);
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The end of what it wrote, for messages of failed tests. */
  get log(): string {
    return this.#lines.join("\n");
  }

  /** Sends the signal and resolves when the program is gone; one that ignores it for 30 s is killed. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill(signal);
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 30_000);
    await this.#exited.catch(() => {}); // The spawn itself failed: then there is nothing to end.
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}
