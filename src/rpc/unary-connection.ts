import { connect, type Socket } from "node:net";
import type { CallOptions } from "./channel.ts";
import { decodeHeaders } from "./header-block.ts";
import { encodeFrame, FrameReader, frameFlag, frameType, type Http2Frame, word } from "./http2-frame.ts";
import { frame, MessageFramer } from "./message-framer.ts";
import { RpcError } from "./rpc-error.ts";
import { type Call, callOutcome, requestHeaders } from "./unary-call.ts";

const nothing = Buffer.alloc(0);
const largestWindow = 2 ** 31 - 1;
const initialWindow = 65_535;
/** Given back to the peer at once, long before its window is used up. */
const windowStep = 1 << 24;
/** Every peer must take a frame of this size. From RFC 9113, section 4.2. */
const largestFrame = 16_384;

/** Codes of RST_STREAM. From RFC 9113, section 7. */
const errorCode = { refused: 7, cancel: 8 };

/** No dynamic table, no pushes, and as much of a response as there is: settings 1, 2 and 4 of RFC 9113, section 6.5.2. */
const settings = Buffer.concat(
  [
    [1, 0],
    [2, 0],
    [4, largestWindow],
  ].map(([id, value]) => setting(id!, value!)),
);

const greeting = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  encodeFrame(frameType.settings, 0, 0, settings),
  encodeFrame(frameType.windowUpdate, 0, 0, word(largestWindow - initialWindow)),
]);

/** What has come of a block so far, with the flags of its first frame. */
interface HeaderFrames {
  readonly block: readonly Buffer[];
  readonly flags: number;
}

/** One HTTP/2 connection to a unix socket, for calls with one small request and one response. */
export class UnaryConnection {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #calls = new Map<number, Call>();
  #headers: HeaderFrames | undefined;
  #nextStream = 1;
  #window = initialWindow;
  #consumed = 0;
  /** Calls under way, without those in the background. */
  #awaited = 0;
  #isClosing = false;

  constructor(path: string) {
    this.#socket = connect(path);
    this.#socket.on("data", (chunk) => this.#receive(chunk as Buffer)); // No encoding was set.
    this.#socket.on("error", (error) => this.#lose(error));
    this.#socket.on("close", () => this.#lose(undefined));
    this.#socket.unref();
    this.#socket.write(greeting);
  }

  /** Whether a call can still be made on it. */
  get isOpen(): boolean {
    return !this.#isClosing;
  }

  /** Whether the peer takes a request of this size now. */
  takes(bytes: number): boolean {
    return bytes <= Math.min(largestFrame, this.#window);
  }

  /** Sends an encoded request, and resolves with the response's bytes; rejects with an RpcError, or the signal's reason. */
  async call(path: string, message: Uint8Array, options: CallOptions): Promise<Buffer> {
    const { signal, deadlineMs, metadata, background = false } = options;
    const stream = this.#nextStream;
    this.#nextStream += 2;
    return await new Promise((resolve, reject) => {
      const stop = (reason: unknown) => {
        this.#socket.write(encodeFrame(frameType.reset, 0, stream, word(errorCode.cancel)));
        end();
        reject(reason);
      };
      const cancel = () => stop(signal?.reason);
      const late = () => stop(new RpcError("DEADLINE_EXCEEDED", `no answer within ${deadlineMs} ms`, { path }));
      const timer = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs);
      if (background) timer?.unref();
      signal?.addEventListener("abort", cancel, { once: true });
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", cancel);
        this.#calls.delete(stream);
        if (!background) this.#awaited--;
        this.#holdProcess();
      };
      const settle = (result: Buffer | RpcError) => {
        end();
        if (result instanceof RpcError) reject(result);
        else resolve(result);
      };
      this.#calls.set(stream, {
        path,
        framer: new MessageFramer(),
        headers: new Map(),
        message: undefined,
        settle,
      });
      if (!background) this.#awaited++;
      this.#holdProcess();
      this.#send(stream, requestHeaders(path, deadlineMs, metadata), frame(message));
    });
  }

  /** Takes no more calls, and ends with the last one that is under way. */
  close(): void {
    this.#isClosing = true;
    if (this.#calls.size === 0) this.#socket.destroy();
  }

  #send(stream: number, headers: Buffer, body: Buffer): void {
    this.#window -= body.length;
    const parts = [
      encodeFrame(frameType.headers, frameFlag.endHeaders, stream, headers),
      encodeFrame(frameType.data, frameFlag.endStream, stream, body),
    ];
    this.#socket.write(Buffer.concat(parts));
  }

  /** Calls keep the process alive, an idle connection does not; nor do calls that nobody may wait for. */
  #holdProcess(): void {
    if (this.#awaited > 0) this.#socket.ref();
    else this.#socket.unref();
    if (this.#isClosing && this.#calls.size === 0) this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    for (const received of this.#reader.push(chunk)) this.#handle(received);
  }

  #handle({ type, flags, stream, payload }: Http2Frame): void {
    if (type === frameType.data) this.#receiveData(stream, flags, payload);
    else if (type === frameType.headers) this.#receiveHeaders(stream, flags, { block: [payload], flags });
    else if (type === frameType.continuation && this.#headers) {
      this.#receiveHeaders(stream, flags, { ...this.#headers, block: [...this.#headers.block, payload] });
    } else if (type === frameType.reset) this.#fail(stream, payload.readUInt32BE(0));
    else if (type === frameType.goAway) this.#leave(payload.readUInt32BE(0));
    else if (type === frameType.windowUpdate && stream === 0) this.#window += payload.readUInt32BE(0);
    else if (type === frameType.settings && !(flags & frameFlag.acknowledged)) this.#acknowledge(type, nothing);
    else if (type === frameType.ping && !(flags & frameFlag.acknowledged)) this.#acknowledge(type, payload);
  }

  #acknowledge(type: number, payload: Buffer): void {
    this.#socket.write(encodeFrame(type, frameFlag.acknowledged, 0, payload));
  }

  #receiveData(stream: number, flags: number, payload: Buffer): void {
    this.#consumed += payload.length;
    if (this.#consumed >= windowStep) {
      this.#socket.write(encodeFrame(frameType.windowUpdate, 0, 0, word(this.#consumed)));
      this.#consumed = 0;
    }
    const call = this.#calls.get(stream);
    if (call === undefined) return; // It was cancelled meanwhile.
    for (const message of call.framer.push(payload)) call.message ??= message;
    if (flags & frameFlag.endStream) call.settle(callOutcome(call));
  }

  #receiveHeaders(stream: number, flags: number, headers: HeaderFrames): void {
    this.#headers = headers;
    if (!(flags & frameFlag.endHeaders)) return;
    this.#headers = undefined;
    const call = this.#calls.get(stream);
    if (call === undefined) return;
    for (const [name, value] of decodeHeaders(Buffer.concat(headers.block))) call.headers.set(name, value);
    if (headers.flags & frameFlag.endStream) call.settle(callOutcome(call));
  }

  #fail(stream: number, code: number): void {
    const call = this.#calls.get(stream);
    const status = code === errorCode.cancel ? "CANCELLED" : code === errorCode.refused ? "UNAVAILABLE" : "INTERNAL";
    call?.settle(new RpcError(status, `the server ended the call with code ${code}`, { path: call.path }));
  }

  /** The server will answer what it has begun, and nothing else. */
  #leave(lastStream: number): void {
    this.#isClosing = true;
    for (const [stream, call] of [...this.#calls]) {
      if (stream > lastStream) call.settle(new RpcError("UNAVAILABLE", "the server is leaving", { path: call.path }));
    }
    this.#holdProcess();
  }

  #lose(cause: Error | undefined): void {
    this.#isClosing = true;
    for (const { path, settle } of [...this.#calls.values()]) {
      settle(
        new RpcError("UNAVAILABLE", cause?.message ?? "the connection was lost", { path, ...(cause && { cause }) }),
      );
    }
  }
}

function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}
