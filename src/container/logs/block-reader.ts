import type { FileHandle } from "node:fs/promises";

const blockBytes = 512 * 1024;
const newline = 0x0a;

/** Reads a file of records in blocks that end where a record ends. */
export class BlockReader {
  readonly #file: FileHandle;
  #position: number;
  /** Two buffers take turns: one is the caller's, into the other the next block is read meanwhile. */
  #buffer = Buffer.allocUnsafeSlow(blockBytes);
  #spare = Buffer.allocUnsafeSlow(blockBytes);
  /** Bytes at the start of `#buffer`: the beginning of a record whose end was not read yet. */
  #held = 0;

  constructor(file: FileHandle, position = 0) {
    this.#file = file;
    this.#position = position;
  }

  /**
   * What is there by now, up to the last whole record; to be called again once more was written. A block is valid
   * until the next one is asked for.
   */
  async *blocks(): AsyncGenerator<Buffer, void, undefined> {
    await this.#followTruncation();
    let next = this.#nextBlock();
    for (;;) {
      const block = await next;
      if (!block) return;
      next = this.#nextBlock();
      // Where the caller leaves now, nobody waits for it.
      next.catch(() => {});
      yield block;
    }
  }

  async #nextBlock(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#held === this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer], 2 * this.#held);
      const room = this.#buffer.length - this.#held;
      const { bytesRead } = await this.#file.read(this.#buffer, this.#held, room, this.#position);
      if (bytesRead === 0) return undefined;
      this.#position += bytesRead;
      this.#held += bytesRead;
      const end = this.#buffer.subarray(0, this.#held).lastIndexOf(newline) + 1;
      if (end > 0) return this.#take(end);
    }
  }

  #take(end: number): Buffer {
    const block = this.#buffer.subarray(0, end);
    const rest = this.#buffer.subarray(end, this.#held);
    const other = this.#spare.length < this.#buffer.length ? Buffer.allocUnsafeSlow(this.#buffer.length) : this.#spare;
    other.set(rest);
    this.#spare = this.#buffer;
    this.#buffer = other;
    this.#held = rest.length;
    return block;
  }

  /** The logger takes half a record back where the disk is full; other tools empty a log by truncating it. */
  async #followTruncation(): Promise<void> {
    const { size } = await this.#file.stat();
    if (size >= this.#position) return;
    const read = this.#position - this.#held;
    this.#position = size >= read ? read : 0;
    this.#held = 0;
  }
}
