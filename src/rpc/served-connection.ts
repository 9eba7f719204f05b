import type { Duplex } from "node:stream";
import { BoundedWrites } from "./bounded-writes.ts";
import { encodeHeaders } from "./header-block.ts";
import { type HeaderField, HeaderTable } from "./header-table.ts";
import type { Http2Frame } from "./http2-frame.ts";
import { encodeBlock, encodeData, encodeFrame, FrameReader, frameFlag, frameType, word } from "./http2-frame.ts";
import { preface, type ServerLimits, serverGreeting, streamWindows } from "./http2-settings.ts";
import { RequestWindows } from "./request-windows.ts";
import type { SocketUpload } from "./socket-upload.ts";

/** Who answers a call, as it comes. */
export interface ServedCall {
  received(bytes: Buffer): void;
  /** The client has said all. */
  finished(): void;
  /** Nobody waits for an answer any more: the client has given it up, or the connection is gone, which is the cause then. */
  abort(cause?: Error): void;
}

/** What answering a call asks of its connection. */
export interface ServedWire {
  respond(headers: Readonly<Record<string, string>>): void;
  /** What the answer is made of: waits for the client, and for what is on its way. */
  readonly answer: SocketUpload;
  /** Lets the client send so many bytes more. */
  giveBack(bytes: number): void;
  /** The answer is complete; what the client still sends is wanted by nobody. */
  finish(trailers: Readonly<Record<string, string>>): void;
}

export interface ServedListener {
  /** Gives nothing for a call that it has answered already. */
  called(headers: readonly HeaderField[], wire: ServedWire): ServedCall | undefined;
  /** The connection is gone, with what broke it where something did; may be told more than once. */
  lost(cause: Error | undefined): void;
}

interface Stream {
  call: ServedCall | undefined;
  /** The client has said all. */
  hasAll: boolean;
}

/** Of all calls together, given back to the client long before it is used up. */
const windowStep = 1 << 24;

/** Codes of RST_STREAM. From RFC 9113, section 7. */
const noError = 0;

/** One HTTP/2 connection whose client is at its other end (RFC 9113), for a runtime whose `node:http2` sends no large answers. */
export class ServedConnection {
  readonly #stream: Duplex;
  readonly #limits: ServerLimits;
  readonly #listener: ServedListener;
  readonly #writes: BoundedWrites;
  readonly #reader = new FrameReader();
  readonly #table = new HeaderTable();
  readonly #windows = new RequestWindows();
  readonly #streams = new Map<number, Stream>();
  /** What has come of the client's preface; nothing once it is complete. */
  #preface: Buffer | undefined = Buffer.alloc(0);
  #headers: { readonly flags: number; readonly block: Buffer[]; length: number } | undefined;
  #newest = 0;
  #consumed = 0;

  constructor(stream: Duplex, limits: ServerLimits, listener: ServedListener) {
    this.#stream = stream;
    this.#writes = new BoundedWrites(stream);
    this.#limits = limits;
    this.#listener = listener;
    stream.on("data", (chunk: Buffer) => this.#receive(chunk));
    stream.on("error", (error) => this.#lose(error));
    stream.on("end", () => this.close());
    stream.on("close", () => this.#lose(undefined));
    this.#writes.write(serverGreeting(limits));
  }

  close(): void {
    this.#stream.destroy();
    this.#lose(undefined);
  }

  #receive(chunk: Buffer): void {
    try {
      for (const received of this.#reader.push(this.#withoutPreface(chunk))) this.#handle(received);
    } catch (error) {
      this.#stream.destroy();
      this.#lose(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #withoutPreface(chunk: Buffer): Buffer {
    if (this.#preface === undefined) return chunk;
    const bytes = Buffer.concat([this.#preface, chunk]);
    const length = Math.min(bytes.length, preface.length);
    if (!bytes.subarray(0, length).equals(preface.subarray(0, length))) throw new Error("no HTTP/2 client calls");
    this.#preface = length < preface.length ? bytes : undefined;
    return bytes.subarray(this.#preface === undefined ? length : bytes.length);
  }

  #handle({ type, flags, stream, payload }: Http2Frame): void {
    const isAnswer = (flags & frameFlag.acknowledged) !== 0;
    if (type === frameType.data) this.#receiveData(stream, flags, payload);
    else if (type === frameType.headers) this.#receiveHeaders(stream, flags, payload);
    else if (type === frameType.continuation) this.#receiveHeaders(stream, flags, payload);
    else if (type === frameType.reset) this.#abort(stream);
    else if (type === frameType.windowUpdate) this.#windows.grow(stream, payload.readUInt32BE(0));
    else if (type === frameType.settings && !isAnswer) {
      for (const window of streamWindows(payload)) this.#windows.begin(window);
      this.#send(frameType.settings, 0, nothing, frameFlag.acknowledged);
    } else if (type === frameType.ping && !isAnswer) {
      this.#send(frameType.ping, 0, payload, frameFlag.acknowledged);
    }
  }

  #receiveHeaders(stream: number, flags: number, payload: Buffer): void {
    this.#headers ??= { flags, block: [], length: 0 };
    const headers = this.#headers;
    headers.block.push(payload);
    headers.length += payload.length;
    if (headers.length > this.#limits.headerBytes) throw new Error("the headers of a call are too large");
    if (!(flags & frameFlag.endHeaders)) return;
    this.#headers = undefined;
    // Also where nobody wants them: later blocks may refer to them.
    const fields = this.#table.read(Buffer.concat(headers.block));
    if (stream > this.#newest) this.#begin(stream, fields);
    if (headers.flags & frameFlag.endStream) this.#finishRequest(stream);
  }

  #begin(stream: number, fields: readonly HeaderField[]): void {
    const answer = this.#windows.open(stream, {
      send: (bytes) => this.#sendData(stream, bytes),
      end: () => {},
    });
    const served: Stream = { call: undefined, hasAll: false };
    this.#newest = stream;
    this.#streams.set(stream, served);
    served.call = this.#listener.called(fields, {
      answer,
      respond: (headers) => this.#writes.write(encodeBlock(stream, encodeHeaders(headers))),
      giveBack: (bytes) => this.#send(frameType.windowUpdate, stream, word(bytes)),
      finish: (trailers) => this.#finishAnswer(stream, encodeHeaders(trailers)),
    });
  }

  #receiveData(stream: number, flags: number, payload: Buffer): void {
    this.#consumed += payload.length;
    if (this.#consumed >= windowStep) {
      this.#send(frameType.windowUpdate, 0, word(this.#consumed));
      this.#consumed = 0;
    }
    this.#streams.get(stream)?.call?.received(payload); // None where its answer is complete.
    if (flags & frameFlag.endStream) this.#finishRequest(stream);
  }

  #finishRequest(stream: number): void {
    const served = this.#streams.get(stream);
    if (served === undefined) return;
    served.hasAll = true;
    served.call?.finished();
  }

  #finishAnswer(stream: number, trailers: Buffer): void {
    const served = this.#streams.get(stream);
    if (served === undefined) return;
    this.#forget(stream);
    this.#writes.write(encodeBlock(stream, trailers, frameFlag.endStream));
    // From RFC 9113, section 8.1.
    if (!served.hasAll) this.#send(frameType.reset, stream, word(noError));
  }

  #abort(stream: number, cause?: Error): void {
    const served = this.#streams.get(stream);
    this.#forget(stream);
    served?.call?.abort(cause);
  }

  #forget(stream: number): void {
    this.#streams.delete(stream);
    this.#windows.close(stream);
  }

  #lose(cause: Error | undefined): void {
    this.#listener.lost(cause);
    for (const stream of [...this.#streams.keys()]) this.#abort(stream, cause ?? new Error("the session ended"));
  }

  #send(type: number, stream: number, payload: Uint8Array, flags = 0): void {
    this.#writes.write(encodeFrame(type, flags, stream, payload));
  }

  async #sendData(stream: number, bytes: Uint8Array): Promise<void> {
    this.#writes.write(encodeData(stream, bytes));
    await this.#writes.room();
  }
}

const nothing = Buffer.alloc(0);
