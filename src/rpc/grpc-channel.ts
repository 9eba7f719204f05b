import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { onAbort } from "./call-signal.ts";
import type { CallOptions, Channel, Method } from "./channel.ts";
import type { Codec } from "./codec.ts";
import { Http2Channel } from "./http2-channel.ts";
import { RpcError, statusOf } from "./rpc-error.ts";

/** containerd sends blobs in messages that may exceed grpc-js's default of 4 MiB. */
const largestMessage = 64 << 20;

/** gRPC through grpc-js, for what lives longer than one call: it reconnects, and balances its flow windows. */
export class GrpcChannel implements Channel {
  readonly #client: Client;
  readonly #codec: Codec;
  readonly #path: string;
  /** For calls in the background: grpc-js cannot let go of the process while a call is under way. */
  #background: Http2Channel | undefined;

  /** `path` is a unix socket's. */
  constructor(path: string, codec: Codec) {
    this.#path = path;
    this.#codec = codec;
    this.#client = new Client(`unix:${path}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": largestMessage,
      "grpc.max_send_message_length": largestMessage,
      "grpc.initial_reconnect_backoff_ms": 50,
      "grpc.max_reconnect_backoff_ms": 500,
    });
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    options.signal?.throwIfAborted();
    if (options.background) {
      this.#background ??= new Http2Channel(this.#path, this.#codec);
      return await this.#background.unary(method, request, options);
    }
    return await new Promise((resolve, reject) => {
      const answered = (error: ServiceError | null, value?: object) => {
        options.signal?.removeEventListener("abort", cancel);
        if (error) reject(translate(error, method, options));
        else resolve(value ?? {});
      };
      const call = this.#client.makeUnaryRequest(...this.#coded(method), request, ...optionsOf(options), answered);
      const cancel = () => call.cancel();
      onAbort(options.signal, cancel);
    });
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    options.signal?.throwIfAborted();
    const call = this.#client.makeServerStreamRequest(...this.#coded(method), request, ...optionsOf(options));
    yield* read(call, method, options);
  }

  async *duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    options.signal?.throwIfAborted();
    const call = this.#client.makeBidiStreamRequest(...this.#coded(method), ...optionsOf(options));
    const sending = (async () => {
      for await (const request of requests) {
        if (call.destroyed) return;
        if (!call.write(request)) await drained(call);
      }
      call.end();
    })();
    sending.catch((error: Error) => call.destroy(error));
    yield* read(call, method, options);
    await sending;
  }

  close(): void {
    this.#client.close();
    this.#background?.close();
  }

  #coded({ path, request, response }: Method) {
    const encode = (value: object) => this.#codec.encode(request, value);
    const decode = (bytes: Buffer) => this.#codec.decode(response, bytes);
    return [path, encode, decode] as const;
  }
}

/** Waits until the call takes more, or is over. */
async function drained(call: NodeJS.EventEmitter): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      call.off("drain", done).off("close", done);
      resolve();
    };
    call.on("drain", done).on("close", done);
  });
}

async function* read(call: AsyncIterable<object> & { cancel(): void }, method: Method, options: CallOptions) {
  const cancel = () => call.cancel();
  onAbort(options.signal, cancel);
  try {
    yield* call;
  } catch (error) {
    throw translate(error, method, options);
  } finally {
    options.signal?.removeEventListener("abort", cancel);
    call.cancel();
  }
}

function optionsOf({ metadata = {}, deadlineMs }: CallOptions) {
  const entries = new Metadata();
  for (const [key, values] of Object.entries(metadata)) {
    for (const value of [values].flat()) entries.add(key, value);
  }
  return [entries, deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs }] as const;
}

function translate(error: unknown, { path }: Method, { signal }: CallOptions): unknown {
  if (signal?.aborted) return signal.reason;
  // A source that fails has errors of its own, whose codes are texts.
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return error;
  const { code, details } = error as ServiceError;
  return new RpcError(statusOf(code), details || error.message, { path, cause: error });
}
