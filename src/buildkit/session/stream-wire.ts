import type http2 from "node:http2";
import type { CallWire } from "./answered-call.ts";
import { answerHeaders } from "./call-answer.ts";

/** A call on a stream of `node:http2`. */
export class StreamWire implements CallWire {
  readonly #stream: http2.ServerHttp2Stream;

  constructor(stream: http2.ServerHttp2Stream) {
    this.#stream = stream;
    stream.respond(answerHeaders, { waitForTrailers: true });
  }

  get received(): AsyncIterable<Buffer> {
    return this.#stream.iterator({ destroyOnReturn: false });
  }

  send(frames: Uint8Array, gone: () => void): void {
    this.#stream.write(frames, gone);
  }

  finish(trailers: Readonly<Record<string, string>>): void {
    if (this.#stream.destroyed || this.#stream.closed) return;
    this.#stream.once("wantTrailers", () => this.#stream.sendTrailers(trailers));
    this.#stream.end();
    this.#stream.resume(); // What BuildKit still sends must not fill the connection's window.
  }
}
