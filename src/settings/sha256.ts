/** The first 32 bits of the fractional parts of the square or cube root of each of the first primes. From FIPS 180-4, 4.2.2 and 5.3.3. */
function rootBits(root: (value: number) => number, count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    let i = 0;
    while (i < primes.length && primes[i]! ** 2 <= n && n % primes[i]! !== 0) i++;
    if (i === primes.length || primes[i]! ** 2 > n) primes.push(n);
  }
  return primes.map((prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

let constants: readonly number[] | undefined;

/**
 * The SHA-256 of a short text as hexadecimal digits, for which node:crypto, which is meant for everything longer, takes three milliseconds to
 * load. It runs once or twice in a process, in an interpreter, where arrays that are taken apart in the inner loop would cost as much as all the
 * rest.
 */
export function shortTextSha256(text: string): string {
  constants ??= rootBits(Math.cbrt, 64);
  const state = Int32Array.from(rootBits(Math.sqrt, 8));
  const bytes = padded(Buffer.from(text));
  for (let block = 0; block < bytes.length; block += 64) addBlock(state, scheduleOf(bytes, block), constants);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The words of a block, and what follows from them. From FIPS 180-4, 6.2.2. */
function scheduleOf(bytes: Buffer, block: number): Int32Array {
  const schedule = new Int32Array(64);
  for (let i = 0; i < 16; i++) schedule[i] = bytes.readInt32BE(block + i * 4);
  for (let i = 16; i < 64; i++) {
    const near = schedule[i - 15]!;
    const far = schedule[i - 2]!;
    const s0 = rotate(near, 7) ^ rotate(near, 18) ^ (near >>> 3);
    const s1 = rotate(far, 17) ^ rotate(far, 19) ^ (far >>> 10);
    schedule[i] = schedule[i - 16]! + s0 + schedule[i - 7]! + s1;
  }
  return schedule;
}

function addBlock(state: Int32Array, schedule: Int32Array, constants: readonly number[]): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + schedule[i]!) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + word;
}

/** A one bit, zeros, and the length in bits, up to a whole number of blocks. */
function padded(text: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((text.length + 9) / 64) * 64);
  text.copy(bytes);
  bytes[text.length] = 0x80;
  bytes.writeUInt32BE(text.length * 8, bytes.length - 4);
  return bytes;
}
