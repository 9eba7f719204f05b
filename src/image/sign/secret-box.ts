import { timingSafeEqual } from "node:crypto";
import { xsalsa20 } from "./salsa20.ts";

const tagBytes = 16;

/** What NaCl's `secretbox` has closed; undefined where the key is another one, or a byte was altered. */
export function openedSecretBox(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Buffer | undefined {
  if (box.length < tagBytes || nonce.length !== 24 || key.length !== 32) return undefined;
  const ciphertext = box.subarray(tagBytes);
  // The first half block of the stream is the authenticator's key.
  const padded = xsalsa20(Buffer.concat([Buffer.alloc(32), ciphertext]), key, nonce);
  const tag = poly1305(ciphertext, padded.subarray(0, 32));
  return timingSafeEqual(tag, box.subarray(0, tagBytes)) ? padded.subarray(32) : undefined;
}

const prime = (1n << 130n) - 5n;
const clamp = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

/** RFC 8439, 2.5: for some hundred bytes of a key, big integers are fast enough. */
export function poly1305(message: Uint8Array, key: Uint8Array): Buffer {
  const factor = littleEndian(key.subarray(0, 16)) & clamp;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = ((sum + littleEndian(block) + (1n << BigInt(8 * block.length))) * factor) % prime;
  }
  const tag = (sum + littleEndian(key.subarray(16, 32))) & ((1n << 128n) - 1n);
  return Buffer.from(tag.toString(16).padStart(32, "0"), "hex").reverse();
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).reverse().toString("hex")}`);
}
