import { onAbort } from "./call-signal.ts";
import type { CallOptions } from "./channel.ts";
import { encodeHeaders } from "./header-block.ts";
import { streamWindow } from "./http2-settings.ts";
import { MessageFramer } from "./message-framer.ts";
import { RpcError, type RpcStatus, readableMessage, statusOf } from "./rpc-error.ts";

/** Who made a call, as its response comes. `ended` is called once, with an RpcError, the signal's reason, or undefined. */
export interface Caller {
  /** Whether a further message is wanted at once: where none is, the server is kept waiting. */
  received(message: Buffer): boolean;
  ended(error: unknown): void;
}

/** What a call asks of its connection. */
export interface CallWire {
  /** Lets the server send so many bytes more. */
  giveBack(bytes: number): void;
  /** Tells the server that nobody waits any more. */
  cancel(): void;
  /** The call is over, for whatever reason. */
  forget(): void;
}

/** What is left keeps the server sending; each frame given back alone would cost a write here and a wake-up there. */
const step = streamWindow / 4;

/** A call under way on a connection. */
export class SocketCall {
  readonly path: string;
  readonly #caller: Caller;
  readonly #wire: CallWire;
  readonly #framer = new MessageFramer();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => this.stop(this.#signal?.reason);
  #heldBytes = 0;
  #isOver = false;

  constructor(path: string, { signal, deadlineMs, background }: CallOptions, caller: Caller, wire: CallWire) {
    this.path = path;
    this.#caller = caller;
    this.#wire = wire;
    this.#signal = signal;
    onAbort(signal, this.#abort);
    if (deadlineMs === undefined) return;
    const late = () => this.stop(new RpcError("DEADLINE_EXCEEDED", `no answer within ${deadlineMs} ms`, { path }));
    this.#timer = setTimeout(late, deadlineMs);
    if (background) this.#timer.unref();
  }

  /** Bytes of the response. They are given back once no message is left waiting, be it for its reader or for its own end. */
  receive(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    let wantsMore = true;
    for (const message of this.#framer.push(bytes)) wantsMore = this.#caller.received(message);
    if (wantsMore) this.giveBack();
  }

  giveBack(): void {
    if (this.#heldBytes < step) return;
    if (!this.#isOver) this.#wire.giveBack(this.#heldBytes);
    this.#heldBytes = 0;
  }

  /** The response is complete. The status is in the headers that end it, be they its only ones (gRPC over HTTP/2, "Responses"). */
  finish(trailers: ReadonlyMap<string, string>): void {
    const status = trailers.get("grpc-status");
    if (status === "0") this.end(undefined);
    else if (status === undefined) this.fail("INTERNAL", "the call ended without a status");
    else this.fail(statusOf(Number(status)), readableMessage(trailers.get("grpc-message") ?? ""));
  }

  fail(status: RpcStatus, message: string, facts: { isUnseen?: boolean; cause?: unknown } = {}): void {
    this.end(new RpcError(status, message, { path: this.path, ...facts }));
  }

  /** Ends it from this side. */
  stop(reason: unknown): void {
    if (this.#isOver) return;
    this.#wire.cancel();
    this.end(reason);
  }

  end(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#wire.forget();
    this.#caller.ended(error);
  }
}

/** What a call begins with (gRPC over HTTP/2, "Request-Headers"). */
export function requestHeaders(path: string, { deadlineMs, metadata }: CallOptions): Buffer {
  return encodeHeaders({
    ":method": "POST",
    ":scheme": "http",
    ":path": path,
    ":authority": "localhost",
    "content-type": "application/grpc",
    te: "trailers",
    ...(deadlineMs !== undefined && { "grpc-timeout": `${Math.ceil(deadlineMs)}m` }),
    ...metadata,
  });
}
