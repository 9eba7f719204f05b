import http2 from "node:http2";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { onAbort } from "./call-signal.ts";
import type { CallOptions, Channel, Method } from "./channel.ts";
import type { Codec } from "./codec.ts";
import { frame, MessageFramer } from "./message-framer.ts";
import { RpcError, readableMessage, statusOf } from "./rpc-error.ts";

/** The default of 64 KiB would make every blob wait for the round trip of a window update. */
const windowBytes = 4 << 20;

/**
 * gRPC over `node:http2`, also on a connection that is there already. One connection,
 * opened by the first call and again after it was lost; a lost connection fails the calls that were on it.
 */
export class Http2Channel implements Channel {
  readonly #open: () => Duplex;
  readonly #codec: Codec;
  #session: http2.ClientHttp2Session | undefined;
  /** Calls under way, without those in the background: only they keep the process alive, an idle connection does not. */
  #calls = 0;

  /** `target` is a unix socket's path, or opens the connection itself. */
  constructor(target: string | (() => Duplex), codec: Codec) {
    this.#open = typeof target === "string" ? () => connect(target) : target;
    this.#codec = codec;
  }

  /** Whether there was a connection, and is none now. */
  get isLost(): boolean {
    return this.#session !== undefined && (this.#session.closed || this.#session.destroyed);
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    const call = this.#call(method, options);
    call.stream.end(frame(this.#codec.encode(method.request, request)));
    let response: object | undefined;
    for await (const message of call.messages) response ??= message;
    if (response) return response;
    throw new RpcError("INTERNAL", "the call ended without a response", { path: method.path });
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    const call = this.#call(method, options);
    call.stream.end(frame(this.#codec.encode(method.request, request)));
    yield* call.messages;
  }

  async *duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    const { stream, outcome, messages } = this.#call(method, options);
    const sending = send(stream, requests, (request) => frame(this.#codec.encode(method.request, request)));
    sending.catch((error: unknown) => outcome.stop(error)); // The call ends with the error of its source.
    yield* messages;
    await sending;
  }

  close(): void {
    this.#session?.close();
    this.#session?.unref();
    this.#session = undefined;
  }

  #call({ path, response }: Method, { signal, deadlineMs, metadata, background = false }: CallOptions) {
    signal?.throwIfAborted();
    const session = this.#connection();
    if (background) {
      if (this.#calls === 0) session.unref();
    } else if (this.#calls++ === 0) session.ref();
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      ...(deadlineMs !== undefined && { "grpc-timeout": `${Math.ceil(deadlineMs)}m` }),
      ...metadata,
    });
    stream.once("close", () => {
      if (!background && --this.#calls === 0 && !session.destroyed) session.unref();
    });
    const outcome = new CallOutcome(stream, path);
    const messages = this.#messages(stream, outcome, { path, response }, { signal, deadlineMs });
    return { stream, outcome, messages };
  }

  async *#messages(
    stream: http2.ClientHttp2Stream,
    outcome: CallOutcome,
    { path, response }: Pick<Method, "path" | "response">,
    { signal, deadlineMs }: CallOptions,
  ) {
    const cancel = () => outcome.stop(signal?.reason);
    onAbort(signal, cancel);
    const late = () => outcome.stop(new RpcError("DEADLINE_EXCEEDED", `no answer within ${deadlineMs} ms`, { path }));
    const timer = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs);
    const framer = new MessageFramer();
    try {
      for await (const chunk of stream) {
        for (const message of framer.push(chunk as Buffer)) yield this.#codec.decode(response, message);
      }
      outcome.throwIfFailed();
    } catch (error) {
      throw outcome.explain(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      if (!stream.closed) stream.close(http2.constants.NGHTTP2_CANCEL);
    }
  }

  #connection(): http2.ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = http2.connect("http://localhost", {
      createConnection: this.#open,
      settings: { initialWindowSize: windowBytes, enablePush: false },
    });
    // An error also reaches every stream of the session, whose call reports it; with none, the next call connects anew.
    session.on("error", () => {});
    session.on("connect", () => session.setLocalWindowSize(windowBytes));
    this.#session = session;
    return session;
  }
}

/** How one call ended: by status in headers or trailers, by being stopped, or by losing its connection. */
class CallOutcome {
  readonly #stream: http2.ClientHttp2Stream;
  readonly #path: string;
  #status: string | undefined;
  #message = "";
  #details: Buffer | undefined;
  #stopped: { readonly reason: unknown } | undefined;

  constructor(stream: http2.ClientHttp2Stream, path: string) {
    this.#stream = stream;
    this.#path = path;
    stream.on("error", () => {}); // Whoever reads the messages gets it; they may have come to their end already.
    stream.on("response", (headers) => this.#read(headers));
    stream.on("trailers", (headers) => this.#read(headers));
  }

  stop(reason: unknown): void {
    this.#stopped ??= { reason };
    this.#stream.destroy(reason instanceof Error ? reason : new Error("aborted"));
  }

  throwIfFailed(): void {
    if (this.#stopped || this.#status !== "0") throw this.explain(undefined);
  }

  explain(error: unknown): unknown {
    if (this.#stopped) return this.#stopped.reason;
    if (error instanceof RpcError) return error;
    const path = this.#path;
    if (this.#status !== undefined && this.#status !== "0") {
      return new RpcError(statusOf(Number(this.#status)), this.#message, { path, details: this.#details });
    }
    const message = error instanceof Error ? error.message : "the connection was lost";
    return new RpcError("UNAVAILABLE", message, { path, cause: error });
  }

  #read(headers: http2.IncomingHttpHeaders): void {
    const status = headers["grpc-status"];
    if (status === undefined) return;
    this.#status = String(status);
    this.#message = readableMessage(String(headers["grpc-message"] ?? ""));
    const details = headers["grpc-status-details-bin"];
    if (details !== undefined) this.#details = Buffer.from(String(details), "base64");
  }
}

async function send<T>(stream: http2.ClientHttp2Stream, requests: AsyncIterable<T>, encode: (request: T) => Buffer) {
  for await (const request of requests) {
    if (stream.destroyed || stream.closed) return;
    if (!stream.write(encode(request))) await drained(stream);
  }
  stream.end();
}

function drained(stream: http2.ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
}
