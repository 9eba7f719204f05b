import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { nerdshCommand, nerdshEnvironment } from "./nerdsh.ts";

/** One event of `nerdsh shell --json`. */
export interface JsonShellEvent {
  readonly id: string | number | null;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** `nerdsh shell --json` as an editor or an agent holds it; killed with the block, where it still runs. */
export class JsonShell implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<unknown>;
  readonly #events: JsonShellEvent[] = [];
  /** Tells of each event, and of the end. */
  readonly #news = new EventEmitter();
  #isOver = false;
  stderr = "";

  constructor(env: Readonly<Record<string, string>>, words: readonly string[] = ["shell", "--json"]) {
    const [file, ...before] = nerdshCommand();
    this.#child = spawn(file, [...before, ...words], { env: nerdshEnvironment(env) });
    this.#exit = once(this.#child, "close");
    this.#child.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk;
    });
    createInterface({ input: this.#child.stdout })
      .on("line", (line) => {
        this.#events.push(JSON.parse(line) as JsonShellEvent); // Of the process under test, whose every line is one.
        this.#news.emit("news");
      })
      .on("close", () => {
        this.#isOver = true;
        this.#news.emit("news");
      });
  }

  send(...requests: readonly (object | string)[]): void {
    for (const request of requests) {
      this.#child.stdin.write(`${typeof request === "string" ? request : JSON.stringify(request)}\n`);
    }
  }

  /** What has come for a request, once one of the type has; a minute at most. */
  async until(id: JsonShellEvent["id"], type: string): Promise<JsonShellEvent[]> {
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      this.#news.emit("news");
    }, 60_000);
    try {
      for (;;) {
        const own = this.#events.filter((event) => event.id === id);
        if (own.some((event) => event.type === type)) return own;
        if (this.#isOver || isLate)
          throw new Error(`no ${type} for ${id} in ${JSON.stringify(this.#events)} ${this.stderr}`);
        await once(this.#news, "news");
      }
    } finally {
      clearTimeout(limit);
    }
  }

  /** Sends a request, and gives all that came for it. */
  async ask(request: Readonly<Record<string, unknown>> & { readonly id: string | number }): Promise<JsonShellEvent[]> {
    this.send(request);
    return await this.until(request.id, "done");
  }

  /** Ends its input; the exit status. */
  async end(): Promise<number | null> {
    this.#child.stdin.end();
    await this.#exit;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGKILL");
    await this.#exit;
  }
}
