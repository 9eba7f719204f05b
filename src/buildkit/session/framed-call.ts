import type { HeaderField } from "../../rpc/header-table.ts";
import { frame, MessageFramer } from "../../rpc/message-framer.ts";
import { RpcError } from "../../rpc/rpc-error.ts";
import type { ServedCall, ServedWire } from "../../rpc/served-connection.ts";
import { answerHeaders, goodTrailers, metadataOf, mostUnsent, statusTrailers } from "./call-answer.ts";
import type { SessionCall, SessionMethod } from "./session-call.ts";

export interface CallFacts {
  readonly path: string;
  readonly headers: readonly HeaderField[];
  /** What BuildKit may send before it is read. */
  readonly windowBytes: number;
}

/** One call of BuildKit's on a connection of our own frames. */
export class FramedCall implements SessionCall, ServedCall {
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  readonly #wire: ServedWire;
  readonly #path: string;
  readonly #windowBytes: number;
  readonly #end = new AbortController();
  readonly #framer = new MessageFramer();
  #waiting: Buffer[] = [];
  #heldBytes = 0;
  #hasAll = false;
  /** The method has come to its end: what comes from then on is no failure. */
  #isServed = false;
  #wake = () => {};
  #sent: Promise<void> = Promise.resolve();
  #unsentBytes = 0;
  #wakeSender = () => {};

  constructor(wire: ServedWire, { path, headers, windowBytes }: CallFacts) {
    this.#wire = wire;
    this.#path = path;
    this.#windowBytes = windowBytes;
    this.metadata = metadataOf(headers);
    wire.respond(answerHeaders);
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  get messages(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  readonly send = async (message: Uint8Array): Promise<void> => await this.sendFrames(frame(message));

  readonly sendFrames = async (frames: Uint8Array): Promise<void> => {
    this.#end.signal.throwIfAborted();
    this.#unsentBytes += frames.length;
    this.#sent = this.#sent.then(() => this.#send(frames));
    while (this.#unsentBytes > mostUnsent) {
      await new Promise<void>((resolve) => {
        this.#wakeSender = resolve;
      });
      this.#end.signal.throwIfAborted();
    }
  };

  /** Runs the method, and tells BuildKit how it ended. Gives what it threw. */
  async serve(method: SessionMethod): Promise<unknown> {
    try {
      await method(this);
      await this.#sent;
      this.#finish(goodTrailers);
      return undefined;
    } catch (error) {
      this.#finish(statusTrailers(error));
      return error;
    }
  }

  received(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    for (const message of this.#framer.push(bytes)) this.#waiting.push(message);
    if (this.#waiting.length === 0)
      this.#giveBack(); // A message may be larger than the window.
    else this.#wake();
  }

  finished(): void {
    this.#hasAll = true;
    this.#wake();
  }

  abort(cause?: Error): void {
    if (this.#isServed || this.#end.signal.aborted) return;
    this.#end.abort(cause ?? new RpcError("CANCELLED", "BuildKit gave the call up", { path: this.#path }));
    this.#wake();
    this.#wakeSender();
  }

  /** Leaving the loop does not end the call: a method may go on sending when it has read enough. */
  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const messages = this.#waiting;
      this.#waiting = [];
      yield* messages;
      if (this.#waiting.length > 0) continue;
      this.#giveBack();
      this.#end.signal.throwIfAborted();
      if (this.#hasAll) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Not each frame alone, which would cost a write here and a wake-up there. */
  #giveBack(): void {
    if (this.#heldBytes < this.#windowBytes / 4 || this.#hasAll) return;
    this.#wire.giveBack(this.#heldBytes);
    this.#heldBytes = 0;
  }

  async #send(frames: Uint8Array): Promise<void> {
    await this.#wire.answer.send(frames);
    this.#unsentBytes -= frames.length;
    this.#wakeSender();
  }

  #finish(trailers: Record<string, string>): void {
    this.#isServed = true;
    this.#wire.finish(trailers);
  }
}
