import type { Duplex } from "node:stream";

/** Bytes that may be on their way before a sender waits, and how few are left when it goes on. */
const highWater = 1 << 20;
const lowWater = highWater / 2;

/** Writes on a connection, of which few are on their way at a time. */
export class BoundedWrites {
  readonly #stream: Duplex;
  #inFlight = 0;
  #waiting: (() => void)[] = [];

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on("close", () => this.#wake());
  }

  /** Nothing where the connection is gone. */
  write(bytes: Buffer): void {
    if (this.#stream.destroyed) return;
    this.#inFlight += bytes.length;
    this.#stream.write(bytes, () => {
      this.#inFlight -= bytes.length;
      if (this.#inFlight <= lowWater) this.#wake();
    });
  }

  /** Until there is room for more, or nobody takes any. */
  async room(): Promise<void> {
    if (this.#inFlight <= highWater || this.#stream.destroyed) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
