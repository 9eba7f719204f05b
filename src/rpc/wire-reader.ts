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

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return i === 9 ? negative(value) : value;
      scale *= 128;
    }
    throw new RangeError("a varint is longer than ten bytes");
  }

  string(): string {
    const [start, end] = this.#span();
    return this.#buffer.toString("utf8", start, end);
  }

  bytes(): Uint8Array {
    const [start, end] = this.#span();
    return this.#buffer.subarray(start, end);
  }

  double(): number {
    const at = this.#at;
    this.#advance(8);
    return this.#buffer.readDoubleLE(at);
  }

  nested(): WireReader {
    const [start, end] = this.#span();
    return new WireReader(this.#buffer, start, end);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#advance(8);
    else if (wireType === 2) this.#span();
    else if (wireType === 5) this.#advance(4);
    else throw new RangeError(`unknown wire type ${wireType}`);
  }

  #span(): [start: number, end: number] {
    const length = this.varint();
    const start = this.#at;
    this.#advance(length);
    return [start, this.#at];
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

/** Ten bytes are a negative int64, or a uint64 of 2⁶³ and more; the services send only the former. */
function negative(value: number): number {
  return value - 2 ** 64;
}
