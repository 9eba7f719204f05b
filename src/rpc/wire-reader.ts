/** Reads protocol buffer primitives from a buffer, front to back. Throws RangeError where it ends too early. */
export class WireReader {
  readonly #buffer: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** Exact to ±2⁵³; ten bytes are a negative number in two's complement. */
  varint(): number {
    return this.#varint(BigInt.asIntN);
  }

  /** The same for uint64, where ten bytes are 2⁶³ and more. */
  unsigned(): number {
    return this.#varint(BigInt.asUintN);
  }

  /** An int64 with all of its bits. */
  long(): bigint {
    const start = this.#at;
    while (this.#byte() > 127);
    return BigInt.asIntN(64, this.#long(start));
  }

  string(): string {
    const length = this.#span();
    return this.#buffer.toString("utf8", this.#at - length, this.#at);
  }

  bytes(): Uint8Array {
    const length = this.#span();
    return this.#buffer.subarray(this.#at - length, this.#at);
  }

  double(): number {
    const at = this.#at;
    this.#advance(8);
    return this.#buffer.readDoubleLE(at);
  }

  nested(): WireReader {
    const length = this.#span();
    return new WireReader(this.#buffer, this.#at - length, this.#at);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#advance(8);
    else if (wireType === 2) this.#span();
    else if (wireType === 5) this.#advance(4);
    else throw new RangeError(`unknown wire type ${wireType}`);
  }

  #varint(asLong: (bits: number, value: bigint) => bigint): number {
    const start = this.#at;
    const only = this.#buffer[start]!;
    // Most are one byte: tags, and the lengths of short texts.
    if (only < 128 && start < this.#end) {
      this.#at = start + 1;
      return only;
    }
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return i < 9 ? value : Number(asLong(64, this.#long(start)));
      scale *= 128;
    }
    throw new RangeError("a varint is longer than ten bytes");
  }

  /** The bytes from `start`, of which a double would lose the lowest bits. */
  #long(start: number): bigint {
    const bytes = [...this.#buffer.subarray(start, this.#at)];
    return bytes.reduceRight((value, byte) => (value << 7n) | BigInt(byte & 127), 0n);
  }

  /** Passes what is length-delimited, and gives its length. */
  #span(): number {
    const length = this.varint();
    this.#advance(length);
    return length;
  }

  #byte(): number {
    const at = this.#at;
    this.#advance(1);
    return this.#buffer[at]!;
  }

  #advance(length: number): void {
    this.#at += length;
    if (this.#at > this.#end) throw new RangeError("the message ends too early");
  }
}
