/** "expand 32-byte k" */
const sigma = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/** Where key and input stand among the sixteen words. */
const keyPlaces = [1, 2, 3, 4, 11, 12, 13, 14] as const;
const inputPlaces = [6, 7, 8, 9] as const;
const sigmaPlaces = [0, 5, 10, 15] as const;

/** Bytes combined with XSalsa20's key stream ("Extending the Salsa20 nonce"): a key of 32 bytes, a nonce of 24. No runtime has it. */
export function xsalsa20(bytes: Uint8Array, key: Uint8Array, nonce: Uint8Array): Buffer {
  const subkey = hsalsa20(key, nonce.subarray(0, 16));
  const result = Buffer.from(bytes);
  for (let at = 0, counter = 0; at < result.length; at += 64, counter++) {
    const input = Buffer.alloc(16);
    input.set(nonce.subarray(16));
    input.writeUInt32LE(counter, 8);
    const start = words(subkey, input);
    const end = rounds(start);
    const stream = Buffer.alloc(64);
    for (const [word, value] of end.entries()) stream.writeUInt32LE((value + start[word]!) >>> 0, word * 4);
    for (let byte = at; byte < Math.min(at + 64, result.length); byte++) result[byte]! ^= stream[byte - at]!;
  }
  return result;
}

function hsalsa20(key: Uint8Array, input: Uint8Array): Buffer {
  const end = rounds(words(key, input));
  const subkey = Buffer.alloc(32);
  for (const [index, place] of [...sigmaPlaces, ...inputPlaces].entries()) subkey.writeUInt32LE(end[place]!, index * 4);
  return subkey;
}

function words(key: Uint8Array, input: Uint8Array): Uint32Array {
  const state = new Uint32Array(16);
  const read = (bytes: Uint8Array, index: number) => Buffer.from(bytes).readUInt32LE(index * 4);
  for (const [index, place] of sigmaPlaces.entries()) state[place] = sigma[index]!;
  for (const [index, place] of keyPlaces.entries()) state[place] = read(key, index);
  for (const [index, place] of inputPlaces.entries()) state[place] = read(input, index);
  return state;
}

/** Twenty rounds, columns and rows by turns. */
function rounds(start: Uint32Array): Uint32Array {
  const state = start.slice();
  const step = (to: number, left: number, right: number, bits: number) => {
    const sum = (state[left]! + state[right]!) | 0;
    state[to]! ^= (sum << bits) | (sum >>> (32 - bits));
  };
  const quarter = (a: number, b: number, c: number, d: number) => {
    step(b, a, d, 7);
    step(c, b, a, 9);
    step(d, c, b, 13);
    step(a, d, c, 18);
  };
  for (let round = 0; round < 10; round++) {
    quarter(0, 4, 8, 12);
    quarter(5, 9, 13, 1);
    quarter(10, 14, 2, 6);
    quarter(15, 3, 7, 11);
    quarter(0, 1, 2, 3);
    quarter(5, 6, 7, 4);
    quarter(10, 11, 8, 9);
    quarter(15, 12, 13, 14);
  }
  return state;
}
