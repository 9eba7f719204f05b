import type { HeaderField } from "../../rpc/header-table.ts";
import { frame, MessageFramer } from "../../rpc/message-framer.ts";
import { goodTrailers, metadataOf, mostUnsent, statusTrailers } from "./call-answer.ts";
import type { SessionCall, SessionMethod } from "./session-call.ts";

/** What a call asks of the connection by which it came. */
export interface CallWire {
  /**
   * What BuildKit says, in pieces of any size: it may send more as they are read. Ends where it has said all, or the call is over;
   * whoever leaves the loop does not end the call, as a method may go on sending when it has read enough.
   */
  readonly received: AsyncIterable<Buffer>;
  /** Sends them behind those before, and tells when they are gone. */
  send(frames: Uint8Array, gone: () => void): void;
  /** Ends the answer behind all that was to be sent. What BuildKit still says is wanted by nobody. */
  finish(trailers: Readonly<Record<string, string>>): void;
}

/** How many bytes of an answer are left when its method goes on. */
const lowWater = mostUnsent / 4;

/** One call of BuildKit's, whichever way it came. */
export class AnsweredCall implements SessionCall {
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  readonly #wire: CallWire;
  readonly #end = new AbortController();
  #unsentBytes = 0;
  #wake = () => {};
  /** The method has come to its end: what happens to the connection from then on is no failure. */
  #isServed = false;

  constructor(wire: CallWire, headers: Iterable<HeaderField>) {
    this.#wire = wire;
    this.metadata = metadataOf(headers);
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
    this.#wire.send(frames, () => {
      this.#unsentBytes -= frames.length;
      if (this.#unsentBytes <= lowWater) this.#wake();
    });
    if (this.#unsentBytes > mostUnsent) await this.#room();
  };

  /** Runs the method, and tells BuildKit how it ended. Gives what it threw. */
  async serve(method: SessionMethod): Promise<unknown> {
    try {
      await method(this);
      this.#finish(goodTrailers);
      return undefined;
    } catch (error) {
      this.#finish(statusTrailers(error));
      return error;
    }
  }

  abort(reason: Error): void {
    if (this.#isServed || this.#end.signal.aborted) return;
    this.#end.abort(reason);
    this.#wake();
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    const framer = new MessageFramer();
    for await (const bytes of this.#wire.received) yield* framer.push(bytes);
    this.#end.signal.throwIfAborted();
  }

  async #room(): Promise<void> {
    while (this.#unsentBytes > lowWater) {
      this.#end.signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #finish(trailers: Readonly<Record<string, string>>): void {
    this.#isServed = true;
    this.#wire.finish(trailers);
  }
}
