import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { createZstdDecompressor, zstdFrame } from "../../../src/platform/zstd.ts";

const text = Buffer.from("a layer is a tar, and a tar is a layer; ".repeat(5_000));
const half = text.length / 2;
const frames = [await zstdFrame(text.subarray(0, half), 3), await zstdFrame(text.subarray(half), 19)];

async function decompressed(bytes: Uint8Array): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const source = Readable.from([bytes.subarray(0, 100), bytes.subarray(100)], { objectMode: false });
  for await (const chunk of source.pipe(await createZstdDecompressor())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("zstd", () => {
  test("makes frames that are smaller, and the same each time", async () => {
    assert.ok(frames[0]!.length < half / 10);
    assert.deepEqual(await zstdFrame(text.subarray(0, half), 3), frames[0]);
  });

  test("is undone frame after frame", async () => {
    assert.ok((await decompressed(Buffer.concat(frames))).equals(text));
  });

  test("that is cut short is an error, not an end", async () => {
    await assert.rejects(decompressed(Buffer.concat(frames).subarray(0, -20)), /EOF/);
  });
});
