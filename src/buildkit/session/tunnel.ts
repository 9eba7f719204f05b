import { Duplex } from "node:stream";
import type { Channel } from "../../rpc/channel.ts";
import { type BytesMessage, methods } from "../protocol.ts";

/** As BuildKit's own client cuts; far below every limit on messages and windows. */
const pieceBytes = 32 << 10;

/** The session's connection inside of a call: what is written goes as messages, and comes as such. */
export function tunnel(channel: Channel, metadata: Readonly<Record<string, string | readonly string[]>>): Duplex {
  const cancel = new AbortController();
  const outgoing = new Outgoing();
  const incoming = channel.duplex(methods.control.session, outgoing.messages(), { metadata, signal: cancel.signal });
  const messages = incoming[Symbol.asyncIterator]() as AsyncIterator<BytesMessage>;
  const stream = new Duplex({
    write: (chunk: Buffer, _encoding, taken) => outgoing.put(chunk, taken),
    final: (done) => {
      outgoing.end();
      done();
    },
    read: () => {
      messages.next().then(
        ({ done, value }) => stream.push(done ? null : value.data),
        (error) => stream.destroy(error),
      );
    },
    destroy: (error, done) => {
      outgoing.end();
      cancel.abort(error ?? new Error("the session was closed"));
      done(error);
    },
  });
  return stream;
}

/** Hands what a stream writes to whoever asks for the next message. */
class Outgoing {
  #waiting: { readonly chunk: Buffer; readonly taken: () => void } | undefined;
  #isOver = false;
  #wake = () => {};

  /** A stream puts the next chunk only when this one was taken. */
  put(chunk: Buffer, taken: () => void): void {
    this.#waiting = { chunk, taken };
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *messages(): AsyncGenerator<{ readonly data: Uint8Array }> {
    for (;;) {
      const waiting = this.#waiting;
      if (waiting !== undefined) {
        this.#waiting = undefined;
        for (let at = 0; at < waiting.chunk.length; at += pieceBytes) {
          yield { data: waiting.chunk.subarray(at, at + pieceBytes) };
        }
        waiting.taken();
      } else if (this.#isOver) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
