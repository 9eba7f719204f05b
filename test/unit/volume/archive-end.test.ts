import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArchiveEnd } from "../../../src/volume/archive-end.ts";

async function isWhole(...chunks: Uint8Array[]): Promise<boolean> {
  const end = new ArchiveEnd();
  async function* source() {
    yield* chunks;
  }
  const seen: Uint8Array[] = [];
  for await (const chunk of end.watch(source())) seen.push(chunk);
  assert.deepEqual(seen, chunks);
  return end.isWhole;
}

describe("the end of an archive", () => {
  const data = new Uint8Array(512).fill(7);
  test("is two blocks of zero bytes, however they come", async () => {
    assert.equal(await isWhole(Buffer.concat([data, new Uint8Array(1024)])), true);
    assert.equal(await isWhole(data, new Uint8Array(1000), new Uint8Array(24)), true);
    assert.equal(await isWhole(Buffer.concat([data, new Uint8Array(500)]), new Uint8Array(10_000)), true);
  });

  test("is missed where the archive was cut", async () => {
    assert.equal(await isWhole(), false);
    assert.equal(await isWhole(data), false);
    assert.equal(await isWhole(new Uint8Array(1023)), false);
    assert.equal(await isWhole(new Uint8Array(1024), data), false);
    assert.equal(await isWhole(data, new Uint8Array(512)), false);
  });
});
