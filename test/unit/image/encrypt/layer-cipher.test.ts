import assert from "node:assert/strict";
import { createDecipheriv, createHmac } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decrypted, encrypted } from "../../../../src/image/encrypt/layer-cipher.ts";
import { newLayerKey, readLayerKey, writeLayerKey } from "../../../../src/image/encrypt/layer-key.ts";

const digest = `sha256:${"a".repeat(64)}`;
const key = newLayerKey(digest);
const layer = "sha256:layer";

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function sealed(bytes: Uint8Array, size = 7): Promise<{ bytes: Buffer; hmac: Buffer }> {
  const chunks: Uint8Array[] = [];
  const source = encrypted(pieces(bytes, size), key);
  let next = await source.next();
  for (; !next.done; next = await source.next()) chunks.push(next.value);
  return { bytes: Buffer.concat(chunks), hmac: next.value };
}

async function opened(bytes: Uint8Array, hmac: Uint8Array, size = 5): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decrypted(pieces(bytes, size), key, { hmac, layer })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

describe("an encrypted layer", () => {
  test("is AES-256-CTR, with the HMAC of what is stored", async () => {
    const { bytes, hmac } = await sealed(Buffer.from("the layer"));
    const cipher = createDecipheriv("aes-256-ctr", key.key, key.nonce);
    assert.equal(cipher.update(bytes).toString(), "the layer");
    assert.deepEqual(hmac, createHmac("sha256", key.key).update(bytes).digest());
  });

  test("is read back in whatever pieces it comes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 1, max: 40 }), async (plain, size) => {
        const { bytes, hmac } = await sealed(plain, size);
        assert.equal(await opened(bytes, hmac, 41 - size), Buffer.from(plain).toString("latin1"));
      }),
      { numRuns: 50 },
    );
  });

  test("is refused where a bit of it, or of its HMAC, is another one, or where it is cut short", async () => {
    const { bytes, hmac } = await sealed(Buffer.from("the layer"));
    const flipped = (from: Buffer) => Buffer.from(from.map((byte, at) => (at === 3 ? byte ^ 1 : byte)));
    const expected = { code: "IMAGE_INVALID", message: `the encrypted layer was altered: ${layer}` };
    await assert.rejects(opened(flipped(bytes), hmac), expected);
    await assert.rejects(opened(bytes, flipped(hmac)), expected);
    await assert.rejects(opened(bytes, Buffer.alloc(0)), expected);
    await assert.rejects(opened(bytes.subarray(0, 8), hmac), expected);
  });
});

describe("the key of a layer", () => {
  test("is read as it was written", () => {
    const read = readLayerKey(writeLayerKey(key), layer);
    assert.deepEqual([Buffer.from(read.key), Buffer.from(read.nonce), read.digest], [key.key, key.nonce, digest]);
  });

  for (const text of ["", "[]", "{}", '{"symkey":"AAAA","digest":"sha256:x","cipheroptions":{"nonce":""}}']) {
    test(`is not ${text || "nothing"}`, () => {
      assert.throws(() => readLayerKey(Buffer.from(text), layer), { code: "IMAGE_INVALID" });
    });
  }
});
