import type http2 from "node:http2";
import { sendsLargeRequests } from "../../platform/http2.ts";
import { frame, MessageFramer } from "../../rpc/message-framer.ts";
import { codeOf, RpcError } from "../../rpc/rpc-error.ts";
import type { SessionCall, SessionMethod } from "./session-call.ts";

/** Bytes that may be on their way before a sender waits, and how few are left when it goes on. */
const highWater = 4 << 20;
const lowWater = 1 << 20;

/** Where windows do not grow under a large write (Bun 1.4), one write never exceeds the first window. */
const largestWrite = sendsLargeRequests ? Number.POSITIVE_INFINITY : 32 << 10;

/** One call of BuildKit's on an HTTP/2 stream. */
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
    this.metadata = metadataOf(rawHeaders);
    stream.on("error", (error) => this.abort(error));
    stream.on("aborted", () => this.abort(new RpcError("CANCELLED", "BuildKit gave the call up", { path })));
    stream.on("close", () => this.abort(new RpcError("CANCELLED", "the call was closed", { path })));
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  get messages(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  readonly send = async (message: Uint8Array): Promise<void> => await this.sendFrames(frame(message));

  readonly sendFrames = async (frames: Uint8Array): Promise<void> => {
    for (let at = 0; at < frames.length; at += largestWrite) {
      this.#end.signal.throwIfAborted();
      const piece = largestWrite >= frames.length ? frames : frames.subarray(at, at + largestWrite);
      this.#inFlight += piece.length;
      this.#stream.write(piece, () => {
        this.#inFlight -= piece.length;
        if (this.#inFlight <= lowWater) this.#wake();
      });
      if (this.#inFlight > highWater) await this.#room();
    }
  };

  /** Runs the method, and tells BuildKit how it ended. Gives what it threw. */
  async serve(method: SessionMethod): Promise<unknown> {
    try {
      await method(this);
      this.#finish({ "grpc-status": "0" });
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

/** A method that is not served: said at once, in the headers. */
export function refuse(stream: http2.ServerHttp2Stream, path: string): void {
  stream.on("error", () => {}); // BuildKit may be gone already, which ends the session anyway.
  const status = {
    "grpc-status": String(codeOf("UNIMPLEMENTED")),
    "grpc-message": encodeURIComponent(`not served: ${path}`),
  };
  stream.respond({ ":status": 200, "content-type": "application/grpc", ...status }, { endStream: true });
  stream.resume();
}

function statusTrailers(error: unknown): Record<string, string> {
  const code = codeOf(error instanceof RpcError ? error.status : "UNKNOWN");
  const message = error instanceof Error ? error.message : String(error);
  return { "grpc-status": String(code), "grpc-message": encodeURIComponent(Buffer.from(message).toString()) };
}

function metadataOf(rawHeaders: readonly string[]): Map<string, string[]> {
  const metadata = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i]!, rawHeaders[i + 1]!];
    if (name.startsWith(":")) continue;
    const values = metadata.get(name);
    if (values) values.push(value);
    else metadata.set(name, [value]);
  }
  return metadata;
}
