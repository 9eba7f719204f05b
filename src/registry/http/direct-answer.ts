import type { FillingListener, FillingSocket } from "../../platform/filling-socket.ts";
import { type AnswerHead, readHead } from "./answer-head.ts";
import { leastBytesPerStall, type Timeouts, withReturn } from "./body.ts";
import type { HttpResponse } from "./http-transport.ts";
import { networkFailure, stalled } from "./network-failure.ts";
import { PieceRing } from "./piece-ring.ts";
import { WaitLimit } from "./wait-limit.ts";

export interface DirectRequest {
  readonly method: "GET" | "HEAD";
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Whether a chunk may be good only until the next but one is asked for; else each is the reader's. */
  readonly sharesBuffers: boolean;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
  /** A connection of its own. */
  readonly connect: (listener: FillingListener) => FillingSocket;
}

/** What has come by then is given out, also where it is no whole piece. */
const lingerMs = 100;

/**
 * A request without a body whose answer comes into a few buffers that serve again and again: `node:http` makes a new one for each 64 KiB, and three
 * times the work. Undefined where the answer has a form that is left to that.
 */
export async function answerDirectly(request: DirectRequest): Promise<HttpResponse | undefined> {
  const text = requestText(request);
  if (text === undefined) return undefined;
  const download = new Download(request, text);
  const head = await download.head();
  if (head === undefined) return undefined;
  const { status, headers } = head;
  const { url, sharesBuffers } = request;
  return { status, headers, url, body: download.body(), ...(sharesBuffers && { sharesBuffers }) };
}

class Download {
  readonly #request: DirectRequest;
  readonly #ring = new PieceRing();
  readonly #socket: FillingSocket;
  #head: AnswerHead | "other" | undefined;
  /** Bytes of the body that have not come. */
  #leftBytes = Number.POSITIVE_INFINITY;
  #failure: { readonly error: unknown } | undefined;
  #isPaused = false;
  #wake = () => {};
  #connected = () => {};
  /** Time, and bytes in it, that we have waited for the server since it last sent something worth it. */
  #waitedMs = 0;
  #waitedBytes = 0;
  readonly #cancel = () => this.#socket.destroy();

  constructor(request: DirectRequest, text: string) {
    this.#request = request;
    this.#socket = request.connect({
      target: () => this.#ring.target,
      filled: (bytes) => this.#receive(bytes),
      connected: () => this.#connected(),
      lost: (cause) => this.#lose(cause),
    });
    this.#socket.write(Buffer.from(text, "latin1"));
  }

  async head(): Promise<AnswerHead | undefined> {
    const { url, signal, timeouts } = this.#request;
    const ended = { destroy: (error: Error) => this.#end(error) };
    using limit = new WaitLimit(ended, url, { signal, connectMs: timeouts.connectMs });
    this.#connected = () => limit.connected();
    limit.wait("no answer", timeouts.stallMs);
    while (this.#head === undefined && this.#failure === undefined) await this.#change();
    if (this.#head === undefined) throw signal.aborted ? signal.reason : this.#failure?.error;
    if (this.#head !== "other") return this.#head;
    this.#socket.destroy();
    return undefined;
  }

  body(): AsyncGenerator<Uint8Array> {
    this.#request.signal.addEventListener("abort", this.#cancel, { once: true });
    return withReturn(this.#pieces(), () => this.#close());
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    const { signal, sharesBuffers } = this.#request;
    try {
      for (;;) {
        signal.throwIfAborted();
        const piece = await this.#next();
        if (piece === undefined) return;
        yield sharesBuffers ? piece : Buffer.from(piece);
      }
    } finally {
      this.#close();
    }
  }

  /** A whole piece, or what has come in a while or before an end, be it good or bad. */
  async #next(): Promise<Uint8Array | undefined> {
    const { signal, url, timeouts } = this.#request;
    for (let isDue = false; ; ) {
      if (isDue || this.#ring.hasWhole || this.#leftBytes === 0 || this.#failure !== undefined) {
        const piece = this.#ring.take();
        this.#resume();
        if (piece !== undefined) return piece;
        if (this.#leftBytes === 0) return undefined;
        if (this.#failure !== undefined) throw signal.aborted ? signal.reason : this.#failure.error;
      }
      const startMs = performance.now();
      isDue = await this.#change(lingerMs);
      this.#waitedMs += performance.now() - startMs;
      if (this.#waitedBytes >= leastBytesPerStall) this.#waitedMs = this.#waitedBytes = 0;
      else if (this.#waitedMs >= timeouts.stallMs) this.#end(stalled(url, "no bytes", timeouts.stallMs));
    }
  }

  /** Gives whether the server is to go on. */
  #receive(bytes: number): boolean {
    const wanted = Math.min(bytes, this.#leftBytes);
    this.#ring.advance(wanted);
    if (typeof this.#head === "object") this.#leftBytes -= wanted;
    else this.#lookForHead();
    this.#waitedBytes += bytes;
    if (this.#leftBytes === 0) this.#socket.destroy();
    if (this.#leftBytes === 0 || this.#ring.hasWhole) this.#wake();
    this.#isPaused = !this.#ring.hasRoom;
    return !this.#isPaused;
  }

  #lookForHead(): void {
    const { unread } = this.#ring;
    const head = readHead(unread, { hasBody: this.#request.method !== "HEAD" });
    if (head === "partial") return;
    const bytes = head === "other" ? 0 : unread.length - head.headBytes;
    // More than its length may be an answer to nothing that was asked.
    this.#head = head === "other" || bytes > head.bodyBytes ? "other" : head;
    if (this.#head !== "other") {
      this.#ring.skip(this.#head.headBytes);
      this.#leftBytes = this.#head.bodyBytes - bytes;
    }
    this.#wake();
  }

  #resume(): void {
    if (!this.#isPaused || !this.#ring.hasRoom) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** The end of its connection is nothing to an answer that is whole, or that is left to another. */
  #lose(cause: Error | undefined): void {
    if (this.#leftBytes === 0 || this.#head === "other") return;
    this.#fail(cause ?? Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
  }

  #fail(error: Error): void {
    this.#failure ??= { error: networkFailure(error, this.#request.url) };
    this.#wake();
  }

  #end(error: Error): void {
    this.#fail(error);
    this.#socket.destroy();
  }

  /** Waits until there is something new; true where that took longer than `ms`. */
  async #change(ms?: number): Promise<boolean> {
    return await new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => resolve(true), ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  #close(): void {
    this.#request.signal.removeEventListener("abort", this.#cancel);
    this.#socket.destroy();
  }
}

/** RFC 9110, section 5. */
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Undefined where a header is none: `node:http` says why. */
function requestText({ method, url, headers }: DirectRequest): string | undefined {
  const { pathname, search, host } = new URL(url);
  const fields = Object.entries({ host, connection: "close", ...headers }).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
  if (!fields.every(([name, value]) => fieldName.test(name) && fieldValue.test(value))) return undefined;
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
