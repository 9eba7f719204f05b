import type { CallOptions, Channel, Method } from "./channel.ts";
import type { Codec } from "./codec.ts";
import { ResponseMessages } from "./response-messages.ts";
import { RpcError } from "./rpc-error.ts";
import { SocketConnection } from "./socket-connection.ts";
import type { SocketUpload } from "./socket-upload.ts";

/** Connections that wait for a next call: as many as blobs are sent at once. */
const mostIdle = 4;

/**
 * gRPC for requests of any size without an HTTP/2 library: Node's takes longer to load, Bun's loses them. Each call has a connection to
 * itself, so that no large request holds up another; the next call gets it when it has come to a good end.
 */
export class UploadChannel implements Channel {
  readonly #path: string;
  readonly #codec: Codec;
  readonly #idle: SocketConnection[] = [];
  #isClosed = false;

  /** `path` is a unix socket's. */
  constructor(path: string, codec: Codec) {
    this.#path = path;
    this.#codec = codec;
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    let response: object | undefined;
    for await (const message of this.serverStream(method, request, options)) response ??= message;
    if (response) return response;
    throw new RpcError("INTERNAL", "the call ended without a response", { path: method.path });
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    yield* this.duplex(method, one(request), options);
  }

  async *duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    options.signal?.throwIfAborted();
    const connection = this.#connection();
    const messages = new ResponseMessages();
    const { call, upload } = connection.upload(method.path, options, messages);
    const sending = this.#send(upload, method, requests);
    sending.catch((error: unknown) => call.stop(error)); // The source's own failure ends the call.
    let isGood = false;
    try {
      for await (const message of messages.read(call)) yield this.#codec.decode(method.response, message);
      await sending;
      isGood = true;
    } finally {
      if (isGood && !this.#isClosed && this.#idle.length < mostIdle) this.#idle.push(connection);
      else connection.close();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  /** One that is open and idle, else a new one. */
  #connection(): SocketConnection {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) if (idle.isOpen) return idle;
    return new SocketConnection(this.#path);
  }

  async #send(upload: SocketUpload, { request }: Method, requests: AsyncIterable<object>): Promise<void> {
    for await (const value of requests) {
      await upload.write(this.#codec.encode(request, value));
      if (upload.isOver) return;
    }
    upload.end();
  }
}

async function* one(request: object): AsyncIterable<object> {
  yield request;
}
