import { createReadStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StdinSource } from "./shell-options.ts";

/** What a command reads. Whoever writes waits until there is a process that reads; where it has ended, the rest is dropped. */
export class CommandInput {
  source: StdinSource | undefined;
  /** Something is piped into the command. */
  isFed = false;
  readonly #target: Promise<InputTarget>;
  /** Lets the work go that waits: a stream writes one chunk after the other. */
  #release = () => {};
  #isClosed = false;
  #open: (target: InputTarget) => void = () => {};

  constructor() {
    this.#target = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** Whether the process gets an input at all. */
  get isOpen(): boolean {
    return this.isFed || this.source !== undefined;
  }

  /** Whether what is read is gone then. */
  get isOnce(): boolean {
    if (this.isFed) return true;
    return typeof this.source === "object" && !(this.source instanceof Uint8Array) && !("file" in this.source);
  }

  /** Resolves when it is taken. Once the process has ended, only `close` lets it go on: else its source would run ahead meanwhile. */
  async write(chunk: Uint8Array): Promise<void> {
    await this.#untilClosed(({ stdin }) => (stdin.destroyed ? new Promise<void>(() => {}) : written(stdin, chunk)));
  }

  async end(): Promise<void> {
    await this.#untilClosed((target) => target.end());
  }

  /** Nobody reads any more; who does all the same sees no end, which would look as if that had been all. */
  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  /** Hands over what it has until `signal` aborts, and resolves when all is taken; what is piped in comes by `write`. */
  async feed(target: InputTarget, signal: AbortSignal): Promise<void> {
    if (this.isFed) return this.#open(target);
    if (this.source === undefined) return;
    try {
      await pipeline(
        readableOf(this.source),
        async (chunks: AsyncIterable<string | Uint8Array>) => {
          for await (const chunk of chunks) await written(target.stdin, Buffer.from(chunk as string)); // It takes both.
        },
        { signal },
      );
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    await target.end();
  }

  #untilClosed(work: (target: InputTarget) => Promise<unknown>): Promise<void> {
    this.isFed = true;
    return new Promise((resolve, reject) => {
      this.#release = resolve;
      if (this.#isClosed) return resolve();
      this.#target.then((target) => (this.#isClosed ? undefined : work(target))).then(() => resolve(), reject);
    });
  }
}

export interface InputTarget {
  readonly stdin: Writable;
  /** The process sees the end of its input. */
  end(): Promise<unknown>;
}

function readableOf(source: StdinSource): Readable {
  if (typeof source === "string" || source instanceof Uint8Array) return Readable.from([Buffer.from(source as string)]);
  if (source instanceof Readable) return source;
  return "file" in source ? createReadStream(source.file) : Readable.from(source as AsyncIterable<string | Uint8Array>);
}

function written(stdin: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (stdin.destroyed) return resolve();
    stdin.write(chunk, () => resolve()); // A process that has gone has read enough.
  });
}
