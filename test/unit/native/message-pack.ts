/** A decoder of the part of MessagePack that the forward protocol's messages are made of. */
export class MessagePackReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(): unknown {
    const type = this.#bytes[this.#at++]!;
    if (type >= 0x90 && type < 0xa0) return Array.from({ length: type & 0xf }, () => this.value());
    if (type >= 0xa0 && type < 0xc0) return this.#take(type & 0x1f).toString();
    if (type === 0xce) return this.#take(4).readUInt32BE();
    if (type === 0xd7) return this.#eventTime();
    if (type === 0xdb) return this.#take(this.#take(4).readUInt32BE()).toString("latin1");
    if (type === 0xde) {
      const count = this.#take(2).readUInt16BE();
      return Object.fromEntries(Array.from({ length: count }, () => [this.value(), this.value()]));
    }
    throw new Error(`no MessagePack of this protocol: 0x${type.toString(16)} at ${this.#at - 1}`);
  }

  #eventTime(): { seconds: number; nanoseconds: number } {
    if (this.#take(1)[0] !== 0) throw new Error("no EventTime");
    return { seconds: this.#take(4).readUInt32BE(), nanoseconds: this.#take(4).readUInt32BE() };
  }

  #take(length: number): Buffer {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError("MessagePack ends within a value");
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
