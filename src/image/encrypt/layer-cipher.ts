import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { NerdError } from "../../errors.ts";
import type { LayerKey } from "./layer-key.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** The bytes encrypted, and at their end the HMAC of what was given. */
export async function* encrypted(
  source: Bytes,
  { key, nonce }: Pick<LayerKey, "key" | "nonce">,
): AsyncGenerator<Uint8Array, Buffer> {
  const cipher = createCipheriv("aes-256-ctr", key, nonce);
  const hmac = createHmac("sha256", key);
  for await (const chunk of source) {
    const bytes = cipher.update(chunk);
    hmac.update(bytes);
    yield bytes;
  }
  return hmac.digest();
}

/** The bytes decrypted. Only past the last one it is known whether they were altered: it then throws IMAGE_INVALID, naming the layer. */
export async function* decrypted(
  source: Bytes,
  { key, nonce }: Pick<LayerKey, "key" | "nonce">,
  { hmac: expected, layer }: { readonly hmac: Uint8Array; readonly layer: string },
): AsyncGenerator<Uint8Array> {
  const cipher = createDecipheriv("aes-256-ctr", key, nonce);
  const hmac = createHmac("sha256", key);
  for await (const chunk of source) {
    hmac.update(chunk);
    yield cipher.update(chunk);
  }
  const actual = hmac.digest();
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return;
  throw new NerdError("IMAGE_INVALID", `the encrypted layer was altered: ${layer}`, {
    hint: "its HMAC is another one: the image has to be encrypted or pushed again",
  });
}
