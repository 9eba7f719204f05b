import { connectUnix, type UnixSocket } from "../platform/unix-socket.ts";
import type { CallOptions } from "./channel.ts";
import { decodeHeaders } from "./header-block.ts";
import {
  encodeData,
  encodeFrame,
  FrameReader,
  frameFlag,
  frameType,
  type Http2Frame,
  largestFrame,
  word,
} from "./http2-frame.ts";
import { greeting, streamWindows } from "./http2-settings.ts";
import { frame } from "./message-framer.ts";
import { PingAnswers } from "./ping-answers.ts";
import { RequestWindows } from "./request-windows.ts";
import { type Caller, requestHeaders, SocketCall } from "./socket-call.ts";
import type { SocketUpload } from "./socket-upload.ts";

const nothing = Buffer.alloc(0);
/** Of all responses together, given back to the server long before it is used up. */
const windowStep = 1 << 24;

/** Codes of RST_STREAM. From RFC 9113, section 7. */
const errorCode = { refused: 7, cancel: 8 };

/** What has come of a block so far, with the flags of its first frame. */
interface HeaderFrames {
  readonly block: readonly Buffer[];
  readonly flags: number;
}

/** One HTTP/2 connection to a unix socket: for many calls with one small request, or for one whose request is large. */
export class SocketConnection {
  readonly #socket: UnixSocket;
  readonly #reader = new FrameReader();
  readonly #calls = new Map<number, SocketCall>();
  #headers: HeaderFrames | undefined;
  #nextStream = 1;
  readonly #windows = new RequestWindows();
  #consumed = 0;
  /** Calls under way, without those in the background. */
  #awaited = 0;
  #isHeld = false;
  #isClosing = false;
  /** What goes out together: many calls are often made at once, and each write would cost the kernel as much as the call costs here. */
  #unsent: Uint8Array[] = [];
  /** Whether the server has sent its settings: it does before it begins a call (RFC 9113, section 3.4). */
  #isGreeted = false;
  readonly #pings = new PingAnswers((payload) => this.#send(frameType.ping, 0, payload, frameFlag.acknowledged));

  constructor(path: string) {
    this.#socket = connectUnix(path, {
      received: (bytes) => this.#receive(bytes),
      lost: (cause) => this.#lose(cause),
    });
    this.#write(greeting);
  }

  /** Whether a call can still be made on it. */
  get isOpen(): boolean {
    return !this.#isClosing;
  }

  /** Whether the server takes a request of this size now. */
  takes(bytes: number): boolean {
    return bytes <= Math.min(largestFrame, this.#windows.all);
  }

  /** Sends an encoded request. The caller is told of all that comes; the call is its to stop. */
  call(path: string, message: Uint8Array, options: CallOptions, caller: Caller): SocketCall {
    const { stream, call } = this.#open(path, options, caller);
    const body = frame(message);
    this.#windows.spend(body.length);
    const begin = encodeFrame(frameType.headers, frameFlag.endHeaders, stream, requestHeaders(path, options));
    this.#write(begin, encodeFrame(frameType.data, frameFlag.endStream, stream, body));
    return call;
  }

  /** Begins a call whose request is sent bit by bit. It needs the whole window: nothing else should be called meanwhile. */
  upload(path: string, options: CallOptions, caller: Caller): { call: SocketCall; upload: SocketUpload } {
    const { stream, call } = this.#open(path, options, caller);
    this.#pings.hurry();
    this.#send(frameType.headers, stream, requestHeaders(path, options), frameFlag.endHeaders);
    const upload = this.#windows.open(stream, {
      send: async (bytes) => {
        this.#write(encodeData(stream, bytes));
        this.#flush();
        await this.#socket.drained();
      },
      end: () => this.#send(frameType.data, stream, nothing, frameFlag.endStream),
    });
    return { call, upload };
  }

  #open(path: string, options: CallOptions, caller: Caller): { stream: number; call: SocketCall } {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const weight = options.background ? 0 : 1;
    const call = new SocketCall(path, options, caller, {
      giveBack: (bytes) => this.#send(frameType.windowUpdate, stream, word(bytes)),
      cancel: () => this.#send(frameType.reset, stream, word(errorCode.cancel)),
      forget: () => {
        this.#calls.delete(stream);
        this.#windows.close(stream);
        this.#hold(-weight);
      },
    });
    this.#calls.set(stream, call);
    this.#hold(weight);
    return { stream, call };
  }

  /** Takes no more calls, and ends with the last one that is under way. That is nobody's now, and keeps no process alive. */
  close(): void {
    this.#isClosing = true;
    this.#hold(-this.#awaited);
  }

  /** Calls keep the process alive, an idle connection does not; nor do calls that nobody may wait for. */
  #hold(change: number): void {
    this.#awaited += change;
    const isHeld = this.#awaited > 0;
    if (isHeld !== this.#isHeld) this.#socket.hold(isHeld);
    this.#isHeld = isHeld;
    if (!this.#isClosing || this.#calls.size > 0) return;
    this.#pings.end();
    this.#flush();
    this.#socket.destroy();
  }

  #send(type: number, stream: number, payload: Uint8Array, flags = 0): void {
    this.#write(encodeFrame(type, flags, stream, payload));
  }

  #write(...frames: Uint8Array[]): void {
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush());
    this.#unsent.push(...frames);
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    const frames = this.#unsent;
    this.#unsent = [];
    this.#socket.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
  }

  #receive(chunk: Buffer): void {
    for (const received of this.#reader.push(chunk)) this.#handle(received);
  }

  #handle({ type, flags, stream, payload }: Http2Frame): void {
    const isAnswer = (flags & frameFlag.acknowledged) !== 0;
    if (type === frameType.data) this.#receiveData(stream, flags, payload);
    else if (type === frameType.headers) this.#receiveHeaders(stream, flags, { block: [payload], flags });
    else if (type === frameType.continuation && this.#headers) {
      this.#receiveHeaders(stream, flags, { ...this.#headers, block: [...this.#headers.block, payload] });
    } else if (type === frameType.reset) this.#fail(stream, payload.readUInt32BE(0));
    else if (type === frameType.goAway) this.#leave(payload.readUInt32BE(0));
    else if (type === frameType.windowUpdate) this.#windows.grow(stream, payload.readUInt32BE(0));
    else if (type === frameType.settings && !isAnswer) this.#agree(payload);
    else if (type === frameType.ping && !isAnswer) this.#pings.owe(payload);
  }

  #agree(settings: Buffer): void {
    this.#isGreeted = true;
    for (const window of streamWindows(settings)) this.#windows.begin(window);
    this.#send(frameType.settings, 0, nothing, frameFlag.acknowledged);
  }

  #receiveData(stream: number, flags: number, payload: Buffer): void {
    this.#consumed += payload.length;
    if (this.#consumed >= windowStep) {
      this.#send(frameType.windowUpdate, 0, word(this.#consumed));
      this.#consumed = 0;
    }
    const call = this.#calls.get(stream); // None where it was cancelled meanwhile.
    call?.receive(payload);
    if (flags & frameFlag.endStream) call?.finish(new Map());
  }

  #receiveHeaders(stream: number, flags: number, headers: HeaderFrames): void {
    this.#headers = headers;
    if (!(flags & frameFlag.endHeaders)) return;
    this.#headers = undefined;
    // What comes before the messages says nothing of how the call went.
    if (headers.flags & frameFlag.endStream)
      this.#calls.get(stream)?.finish(decodeHeaders(Buffer.concat(headers.block)));
  }

  #fail(stream: number, code: number): void {
    const status = code === errorCode.cancel ? "CANCELLED" : code === errorCode.refused ? "UNAVAILABLE" : "INTERNAL";
    const isUnseen = code === errorCode.refused;
    this.#calls.get(stream)?.fail(status, `the server ended the call with code ${code}`, { isUnseen });
  }

  /** The server will answer what it has begun, and nothing else. */
  #leave(lastStream: number): void {
    this.#isClosing = true;
    for (const [stream, call] of [...this.#calls]) {
      if (stream > lastStream) call.fail("UNAVAILABLE", "the server is leaving", { isUnseen: true });
    }
    this.#hold(0);
  }

  #lose(cause: Error | undefined): void {
    this.#isClosing = true;
    this.#pings.end();
    const facts = { isUnseen: !this.#isGreeted, ...(cause && { cause }) };
    for (const call of [...this.#calls.values()]) {
      call.fail("UNAVAILABLE", cause?.message ?? "the connection was lost", facts);
    }
  }
}
