import type http2 from "node:http2";
import type { HeaderField } from "../../rpc/header-table.ts";
import { frame, MessageFramer } from "../../rpc/message-framer.ts";
import { RpcError } from "../../rpc/rpc-error.ts";
import { answerHeaders, goodTrailers, metadataOf, mostUnsent, statusTrailers } from "./call-answer.ts";
import type { SessionCall, SessionMethod } from "./session-call.ts";

/** How few are left when a sender goes on. */
const lowWater = mostUnsent / 4;

/** One call of BuildKit's on a stream of `node:http2`. */
export class StreamCall implements SessionCall {
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  readonly #stream: http2.ServerHttp2Stream;
  readonly #end = new AbortController();
  #inFlight = 0;
  #wake = () => {};
  /** The method has come to its end: what the stream says from then on is no failure. */
  #isServed = false;

  constructor(stream: http2.ServerHttp2Stream, path: string, rawHeaders: readonly string[]) {
    this.#stream = stream;
    this.metadata = metadataOf(fieldsOf(rawHeaders));
    stream.on("error", (error) => this.abort(error));
    stream.on("aborted", () => this.abort(new RpcError("CANCELLED", "BuildKit gave the call up", { path })));
    stream.on("close", () => this.abort(new RpcError("CANCELLED", "the call was closed", { path })));
    stream.respond(answerHeaders, { waitForTrailers: true });
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
    this.#inFlight += frames.length;
    this.#stream.write(frames, () => {
      this.#inFlight -= frames.length;
      if (this.#inFlight <= lowWater) this.#wake();
    });
    if (this.#inFlight > mostUnsent) await this.#room();
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

  abort(reason: unknown): void {
    if (this.#isServed || this.#end.signal.aborted) return;
    this.#end.abort(reason);
    this.#wake();
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    const framer = new MessageFramer();
    // Leaving the loop must not end the call: a method may go on sending when it has read enough.
    for await (const chunk of this.#stream.iterator({ destroyOnReturn: false })) yield* framer.push(chunk as Buffer);
    this.#end.signal.throwIfAborted();
  }

  async #room(): Promise<void> {
    while (this.#inFlight > lowWater) {
      this.#end.signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #finish(trailers: Record<string, string>): void {
    this.#isServed = true;
    if (this.#stream.destroyed || this.#stream.closed) return;
    this.#stream.once("wantTrailers", () => this.#stream.sendTrailers(trailers));
    this.#stream.end();
    this.#stream.resume(); // What BuildKit still sends is wanted by nobody, and must not fill the connection's window.
  }
}

/** Header and value in turn, as `node:http2` gives them where it joins none by commas. */
function* fieldsOf(rawHeaders: readonly string[]): Generator<HeaderField> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) yield [rawHeaders[i]!, rawHeaders[i + 1]!];
}
