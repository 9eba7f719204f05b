import type { ServedWire } from "../../rpc/served-connection.ts";
import type { CallWire } from "./answered-call.ts";
import { answerHeaders, receivedLimits } from "./call-answer.ts";

/** What is given back at once: not each frame alone, which would cost a write here and a wake-up there. */
const step = receivedLimits.windowBytes / 4;

/** A call on a connection of our own frames. */
export class FramedWire implements CallWire {
  readonly #wire: ServedWire;
  #waiting: Buffer[] = [];
  #heldBytes = 0;
  #hasAll = false;
  #wake = () => {};
  #sent: Promise<void> = Promise.resolve();

  constructor(wire: ServedWire) {
    this.#wire = wire;
    wire.respond(answerHeaders);
  }

  get received(): AsyncIterable<Buffer> {
    return this.#read();
  }

  push(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#heldBytes += bytes.length;
    this.#wake();
  }

  /** No more comes. */
  end(): void {
    this.#hasAll = true;
    this.#wake();
  }

  send(frames: Uint8Array, gone: () => void): void {
    this.#sent = this.#sent.then(() => this.#wire.answer.send(frames)).then(gone);
  }

  finish(trailers: Readonly<Record<string, string>>): void {
    void this.#sent.then(() => this.#wire.finish(trailers));
  }

  async *#read(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const waiting = this.#waiting;
      this.#waiting = [];
      yield* waiting;
      if (this.#waiting.length > 0) continue;
      if (this.#hasAll) return;
      this.#giveBack();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #giveBack(): void {
    if (this.#heldBytes < step) return;
    this.#wire.giveBack(this.#heldBytes);
    this.#heldBytes = 0;
  }
}
