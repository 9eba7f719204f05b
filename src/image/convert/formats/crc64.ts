/** The upper and lower halves of each entry of the table: polynomial 0xD800000000000000, as ISO 3309 has it, bits reversed. */
const upper = new Uint32Array(256);
const lower = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = (low & 1) === 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high = isOdd ? (high >>> 1) ^ 0xd8000000 : high >>> 1;
  }
  [upper[byte], lower[byte]] = [high, low];
}

/** The checksum by which tar-split knows the content of a file (Go's hash/crc64, ISO). */
export class Crc64 {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): void {
    let [high, low] = [this.#high, this.#low];
    for (let at = 0; at < bytes.length; at++) {
      const index = (low ^ bytes[at]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ lower[index]!;
      high = (high >>> 8) ^ upper[index]!;
    }
    [this.#high, this.#low] = [high, low];
  }

  /** Big-endian. */
  digest(): Buffer {
    const sum = Buffer.alloc(8);
    sum.writeUInt32BE(~this.#high >>> 0, 0);
    sum.writeUInt32BE(~this.#low >>> 0, 4);
    return sum;
  }
}
