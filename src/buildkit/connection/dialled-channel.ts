import type { Duplex } from "node:stream";
import type { CallOptions, Channel, Method } from "../../rpc/channel.ts";
import type { Codec } from "../../rpc/codec.ts";
import { Http2Channel } from "../../rpc/http2-channel.ts";

interface Opened {
  readonly channel: Http2Channel;
  readonly stream: Duplex;
}

/** gRPC over a connection that takes several steps to open: by the first call, and again after it was lost. */
export class DialledChannel implements Channel {
  readonly #dial: (signal: AbortSignal) => Promise<Duplex>;
  readonly #codec: Codec;
  readonly #closing = new AbortController();
  #opened: Opened | undefined;
  #opening: Promise<Opened> | undefined;

  constructor(dial: (signal: AbortSignal) => Promise<Duplex>, codec: Codec) {
    this.#dial = dial;
    this.#codec = codec;
  }

  /** What the first call would do otherwise. */
  async open(): Promise<void> {
    await this.#channel({});
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    return await (await this.#channel(options)).unary(method, request, options);
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    yield* (await this.#channel(options)).serverStream(method, request, options);
  }

  async *duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    yield* (await this.#channel(options)).duplex(method, requests, options);
  }

  get isOpen(): boolean {
    return this.#opened !== undefined && !this.#opened.channel.isLost && !this.#opened.stream.destroyed;
  }

  /** Ends calls under way too. */
  close(): void {
    this.#closing.abort(new Error("the channel was closed"));
    this.#opened?.channel.close();
    this.#opened?.stream.destroy();
  }

  async #channel({ signal }: CallOptions): Promise<Channel> {
    signal?.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    if (this.#opened !== undefined && this.isOpen) return this.#opened.channel;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return (await unlessAborted(this.#opening, signal)).channel;
  }

  async #open(): Promise<Opened> {
    const stream = await this.#dial(this.#closing.signal);
    this.#opened = { channel: new Http2Channel(() => stream, this.#codec), stream };
    return this.#opened;
  }
}

/** Waits no longer than the signal allows, for what others may wait for too. */
async function unlessAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await value;
  return await new Promise((resolve, reject) => {
    const cancel = () => reject(signal.reason);
    signal.addEventListener("abort", cancel, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
