import { NerdError } from "../../errors.ts";

/** Takes exact numbers of bytes from chunks of any size. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Up to `limit` bytes, without copying; undefined at the end. */
  async some(limit: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return undefined;
      this.#rest = value;
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** Exactly `count` bytes in one piece; undefined where the source ends before the first of them. */
  async exactly(count: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    let left = count;
    while (left > 0) {
      const part = await this.some(left);
      if (part === undefined) {
        if (left === count) return undefined;
        throw truncated();
      }
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  /** The next `count` bytes as they come. */
  async *stream(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (part === undefined) throw truncated();
      left -= part.length;
      yield part;
    }
  }

  /** Leaves out up to `count` bytes, or all that there are. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (part === undefined) return;
      left -= part.length;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

export function truncated(): NerdError {
  return new NerdError("ARCHIVE_INVALID", "the archive ends too early", { hint: "was it copied whole?" });
}
