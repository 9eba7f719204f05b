/** The first 32 bits of the fractional parts of the square or cube root of each of the first primes. From FIPS 180-4, 4.2.2 and 5.3.3. */
function rootBits(root: (value: number) => number, count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/**
 * The SHA-256 of a short text as hexadecimal digits: a thousand bytes take a millisecond, and node:crypto, which is meant for everything longer,
 * takes three to load.
 */
export function shortTextSha256(text: string): string {
  const constants = rootBits(Math.cbrt, 64);
  const state = rootBits(Math.sqrt, 8);
  const schedule = new Int32Array(64);
  const bytes = padded(Buffer.from(text));
  for (let block = 0; block < bytes.length; block += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = bytes.readInt32BE(block + i * 4);
    for (let i = 16; i < 64; i++) {
      const [near, far] = [schedule[i - 15]!, schedule[i - 2]!];
      const s0 = rotate(near, 7) ^ rotate(near, 18) ^ (near >>> 3);
      const s1 = rotate(far, 17) ^ rotate(far, 19) ^ (far >>> 10);
      schedule[i] = schedule[i - 16]! + s0 + schedule[i - 7]! + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + schedule[i]!) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i]! + word) | 0;
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** A one bit, zeros, and the length in bits, up to a whole number of blocks. */
function padded(text: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((text.length + 9) / 64) * 64);
  text.copy(bytes);
  bytes[text.length] = 0x80;
  bytes.writeUInt32BE(text.length * 8, bytes.length - 4);
  return bytes;
}
