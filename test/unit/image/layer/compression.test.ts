import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { decompressed, PeekedSource } from "../../../../src/image/layer/compression.ts";

async function* inChunks(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(source: AsyncIterable<Uint8Array>, programDirs?: readonly string[]): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompressed(source, programDirs)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("a compressed file", () => {
  const text = "hello\n".repeat(1000);
  const xz = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00]);

  test("is known by its start, also where that comes byte by byte", async () => {
    for (const bytes of [
      Buffer.from(text),
      gzipSync(text),
      Buffer.concat([gzipSync("hello\n"), gzipSync(text.slice(6))]),
    ])
      assert.equal(await textOf(inChunks(bytes, 1)), text);
    assert.equal(await textOf(inChunks(Buffer.from("tiny"), 1)), "tiny");
    assert.equal(await textOf(inChunks(Buffer.alloc(0))), "");
  });

  test("keeps its start for whoever looked at it", async () => {
    const peeked = await PeekedSource.open(inChunks(gzipSync(text), 3));
    assert.equal(peeked.compression, "gzip");
    assert.equal(await textOf(peeked.bytes()), text);
  });

  test("needs a program for xz, and says which", async () => {
    await assert.rejects(textOf(inChunks(xz), ["/nonexistent"]), { code: "UNSUPPORTED", hint: /^install xz/ });
  });

  test("is refused where it is damaged", async () => {
    const cut = textOf(inChunks(gzipSync(text).subarray(0, 30)));
    await assert.rejects(cut, { code: "ARCHIVE_INVALID", message: "the gzip compression is damaged" });
  });

  test("fails with its source's own failure", async () => {
    async function* failing() {
      yield gzipSync(text).subarray(0, 20);
      throw new Error("the disk is gone");
    }
    await assert.rejects(textOf(failing()), /the disk is gone/);
  });
});
