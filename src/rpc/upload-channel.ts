import type { CallOptions, Channel, Method } from "./channel.ts";
import type { Codec } from "./codec.ts";
import { ResponseMessages } from "./response-messages.ts";
import { RpcError } from "./rpc-error.ts";
import { SocketConnection } from "./socket-connection.ts";
import type { SocketUpload } from "./socket-upload.ts";

/**
 * gRPC for requests of any size without an HTTP/2 library, for a runtime whose own loses them: each call has a connection of its
 * own, so that no large request holds up another.
 */
export class UploadChannel implements Channel {
  readonly #path: string;
  readonly #codec: Codec;

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
    const connection = new SocketConnection(this.#path);
    const messages = new ResponseMessages();
    const { call, upload } = connection.upload(method.path, options, messages);
    const sending = this.#send(upload, method, requests);
    sending.catch((error: unknown) => call.stop(error)); // The source's own failure ends the call.
    try {
      for await (const message of messages.read(call)) yield this.#codec.decode(method.response, message);
      await sending;
    } finally {
      connection.close();
    }
  }

  /** Every connection ends with its call. */
  close(): void {}

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
