import type { CallOptions, Channel, Method } from "./channel.ts";
import type { Codec } from "./codec.ts";
import { ResponseMessages } from "./response-messages.ts";
import { RpcError } from "./rpc-error.ts";
import { SocketConnection } from "./socket-connection.ts";

/**
 * gRPC for calls with one small request, which is most of them, without an HTTP/2 library: Node's own takes as long to load as a
 * tenth of Node's start, grpc-js half of it, and by that a call costs three times as much. Requests that are streams, or too large to
 * be sent at once, go by another channel, which the first of them opens.
 */
export class SocketChannel implements Channel {
  readonly #path: string;
  readonly #codec: Codec;
  readonly #openOther: () => Promise<Channel>;
  #connection: SocketConnection | undefined;
  #other: Promise<Channel> | undefined;

  /** `path` is a unix socket's. */
  constructor(path: string, codec: Codec, openOther: () => Promise<Channel>) {
    this.#path = path;
    this.#codec = codec;
    this.#openOther = openOther;
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    const { path, response } = method;
    const bytes = this.#codec.encode(method.request, request);
    const connection = this.#connect(bytes, options);
    if (connection === undefined) return await (await this.#larger()).unary(method, request, options);
    return await new Promise((resolve, reject) => {
      let answer: Buffer | undefined;
      connection.call(path, bytes, options, {
        received: (message) => {
          answer ??= message;
          return true;
        },
        ended: (error) => {
          if (error !== undefined) reject(error);
          else if (answer === undefined)
            reject(new RpcError("INTERNAL", "the call ended without a response", { path }));
          else resolve(this.#codec.decode(response, answer));
        },
      });
    });
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    const bytes = this.#codec.encode(method.request, request);
    const connection = this.#connect(bytes, options);
    if (connection === undefined) return yield* (await this.#larger()).serverStream(method, request, options);
    const messages = new ResponseMessages();
    const call = connection.call(method.path, bytes, options, messages);
    for await (const message of messages.read(call)) yield this.#codec.decode(method.response, message);
  }

  async *duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    yield* (await this.#larger()).duplex(method, requests, options);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
    void this.#other?.then((channel) => channel.close());
    this.#other = undefined;
  }

  /** The connection, made anew where it was lost; undefined for a request that it does not take now. */
  #connect(request: Uint8Array, { signal }: CallOptions): SocketConnection | undefined {
    signal?.throwIfAborted();
    if (!this.#connection?.isOpen) this.#connection = new SocketConnection(this.#path);
    return this.#connection.takes(request.length + framing) ? this.#connection : undefined;
  }

  #larger(): Promise<Channel> {
    this.#other ??= this.#openOther();
    return this.#other;
  }
}

/** Of gRPC's own frame. */
const framing = 5;
