import { PassThrough, type Readable, Writable } from "node:stream";

/**
 * Where one stream of a command goes: it is kept, until somebody asks for it as a stream, which gets what was kept and all that follows, at
 * its reader's pace.
 */
export class OutputSink {
  #kept: Buffer[] = [];
  #stream: PassThrough | undefined;
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get isStreamed(): boolean {
    return this.#stream !== undefined;
  }

  get stream(): Readable {
    this.#stream ??= this.#replay();
    return this.#stream;
  }

  /** Takes what one attempt writes. */
  writable(onChunk: (chunk: Buffer) => void): Writable {
    this.#kept = [];
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        onChunk(chunk);
        const stream = this.#stream;
        if (stream === undefined) this.#kept.push(chunk);
        if (stream === undefined || stream.destroyed || stream.write(chunk)) return done();
        const go = () => {
          stream.off("drain", go).off("close", go);
          done();
        };
        stream.once("drain", go).once("close", go);
      },
    });
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#kept);
  }

  end(): void {
    this.#hasEnded = true;
    this.#stream?.end();
  }

  /** Nobody reads on. */
  close(): void {
    this.#stream?.destroy();
  }

  #replay(): PassThrough {
    const stream = new PassThrough();
    stream.on("error", () => {}); // It only ends early, which its readers see.
    for (const chunk of this.#kept) stream.write(chunk);
    this.#kept = [];
    if (this.#hasEnded) stream.end();
    return stream;
  }
}
