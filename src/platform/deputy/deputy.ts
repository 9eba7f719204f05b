import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { AnswerReader, type DeputyAnswer, type DeputyRequest, encodeRequest } from "./frames.ts";

interface Asked {
  readonly answer: (answer: DeputyAnswer | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** Node's pipes to a child hold the process as long as they are open, unless they are told not to. */
interface Holding {
  ref?: () => void;
  unref?: () => void;
}

/**
 * A small process of this one's own (native/deputy) that makes what no runtime has a call for, and starts programs: a fork of it takes a twentieth
 * of what one of a runtime takes. It ends with this process, however that ends; what it has started comes to its end.
 */
export class Deputy {
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #stdout: Readable;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #state: "starting" | "serving" | "ended" | "unusable" = "starting";

  private constructor(child: ChildProcess, stdin: Writable, stdout: Readable) {
    this.#child = child;
    this.#stdin = stdin;
    this.#stdout = stdout;
    const answers = new AnswerReader();
    stdout.on("data", (piece: Buffer) => {
      for (const answer of answers.read(piece)) this.#take(answer);
    });
    // Its end tells more. That of its answers comes first, and is all that holds this process.
    stdin.on("error", () => {});
    stdout.on("error", () => {});
    stdout.once("close", () => this.#end());
    child.once("error", () => this.#end());
    (stdin as Holding).unref?.();
    this.#hold(false);
  }

  /** In a session of its own: what a terminal's keys end is this process, which then still has things to take back. */
  static start(file: string): Deputy {
    const child = spawn(file, [], { stdio: ["pipe", "pipe", "ignore"], detached: true, env: {} });
    return new Deputy(child, child.stdin, child.stdout);
  }

  /** Whether it has not ended. One that never served will not do so the next time either. */
  get state(): "starting" | "serving" | "ended" | "unusable" {
    return this.#state;
  }

  /** Undefined where nothing was done, since it could not be started, or the request is too large for it. */
  async ask(request: DeputyRequest): Promise<DeputyAnswer | undefined> {
    if (this.#state === "ended" || this.#state === "unusable") return undefined;
    const id = ++this.#lastId;
    const frame = encodeRequest(id, request);
    if (frame === undefined) return undefined;
    if (this.#asked.size === 0) this.#hold(true);
    return await new Promise((answer, fail) => {
      this.#asked.set(id, { answer, fail });
      this.#stdin.write(frame);
    });
  }

  /** Whether this process waits for it. On Bun, of a child's streams none does what it is told, but the child. */
  #hold(isAwaited: boolean): void {
    for (const each of [this.#child, this.#stdout as Holding]) isAwaited ? each.ref?.() : each.unref?.();
  }

  #take(answer: DeputyAnswer): void {
    this.#state = "serving";
    this.#asked.get(answer.id)?.answer(answer);
    this.#asked.delete(answer.id);
    if (this.#asked.size === 0) this.#hold(false);
  }

  #end(): void {
    // Before its first word it has done nothing: all of it can be done in another way.
    const hasServed = this.#state === "serving" || this.#state === "ended";
    this.#state = hasServed ? "ended" : "unusable";
    for (const { answer, fail } of this.#asked.values()) {
      if (hasServed) fail(new Error("nerdsh's deputy process was killed"));
      else answer(undefined);
    }
    this.#asked.clear();
  }
}
