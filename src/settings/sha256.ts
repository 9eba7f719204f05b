import { nativeSha256 } from "../platform/native-sha256.ts";

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. From FIPS 180-4, 4.2.2. */
const constants: readonly number[] = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
];

/** The same of the square roots of the first eight. From FIPS 180-4, 5.3.3. */
const initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/**
 * The SHA-256 of a short text as hexadecimal digits, for which node:crypto, which is meant for everything longer, takes three milliseconds to
 * load. It runs once or twice in a process, in an interpreter, where arrays that are taken apart in the inner loop would cost as much as all the
 * rest. Bun has its own at hand.
 */
export function shortTextSha256(text: string): string {
  return nativeSha256(text) ?? interpretedSha256(text);
}

function interpretedSha256(text: string): string {
  const state = Int32Array.from(initial);
  const bytes = padded(Buffer.from(text));
  for (let block = 0; block < bytes.length; block += 64) addBlock(state, scheduleOf(bytes, block));
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

function addBlock(state: Int32Array, schedule: Int32Array): void {
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
