import type { CallOptions, Channel, Method } from "./channel.ts";
import type { Codec } from "./codec.ts";
import { UnaryConnection } from "./unary-connection.ts";

/**
 * gRPC for what most calls are, one small message each way, without an HTTP/2 library: Node's own takes as long to load as a tenth of
 * Node's start, and grpc-js's calls cost five times as much. Streams, and requests too large to be sent at once, go by another
 * channel, which is opened by the first of them.
 */
export class UnaryChannel implements Channel {
  readonly #path: string;
  readonly #codec: Codec;
  readonly #openOther: () => Promise<Channel>;
  #connection: UnaryConnection | undefined;
  #other: Promise<Channel> | undefined;

  /** `path` is a unix socket's. */
  constructor(path: string, codec: Codec, openOther: () => Promise<Channel>) {
    this.#path = path;
    this.#codec = codec;
    this.#openOther = openOther;
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    options.signal?.throwIfAborted();
    const bytes = this.#codec.encode(method.request, request);
    const connection = this.#connect();
    if (!connection.takes(bytes.length + framing)) return await (await this.#stream()).unary(method, request, options);
    return this.#codec.decode(method.response, await connection.call(method.path, bytes, options));
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    yield* (await this.#stream()).serverStream(method, request, options);
  }

  async *duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    yield* (await this.#stream()).duplex(method, requests, options);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
    void this.#other?.then((channel) => channel.close());
    this.#other = undefined;
  }

  /** One that was lost is replaced by the next call. */
  #connect(): UnaryConnection {
    if (!this.#connection?.isOpen) this.#connection = new UnaryConnection(this.#path);
    return this.#connection;
  }

  #stream(): Promise<Channel> {
    this.#other ??= this.#openOther();
    return this.#other;
  }
}

/** Of gRPC's own frame. */
const framing = 5;
