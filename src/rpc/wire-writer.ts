/** Appends protocol buffer primitives to one growing buffer. */
export class WireWriter {
  #buffer = Buffer.allocUnsafe(1024);
  #at = 0;

  /** Negative numbers become ten bytes of two's complement, as int64 has it. */
  varint(value: number): void {
    this.#reserve(10);
    if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
      this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    while (value > 127) {
      this.#buffer[this.#at++] = (value % 128) + 128;
      value = Math.floor(value / 128);
    }
    this.#buffer[this.#at++] = value;
  }

  string(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.#reserve(length);
    this.#at += this.#buffer.write(text, this.#at, length, "utf8");
  }

  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  /** What `write` appends, preceded by its length. Most are short: one byte is kept free, and more moved in. */
  nested(write: () => void): void {
    this.#reserve(1);
    const start = this.#at++;
    write();
    const length = this.#at - start - 1;
    let extra = 0;
    for (let rest = length; rest > 127; rest = Math.floor(rest / 128)) extra++;
    if (extra > 0) {
      this.#reserve(extra);
      this.#buffer.copyWithin(start + 1 + extra, start + 1, this.#at);
    }
    const end = this.#at + extra;
    this.#at = start;
    this.varint(length);
    this.#at = end;
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #bigVarint(value: bigint): void {
    while (value > 127n) {
      this.#buffer[this.#at++] = Number(value & 127n) + 128;
      value >>= 7n;
    }
    this.#buffer[this.#at++] = Number(value);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + length));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
