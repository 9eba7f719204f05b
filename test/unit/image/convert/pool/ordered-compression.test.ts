import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compressedInOrder } from "../../../../../src/image/convert/pool/ordered-compression.ts";

async function* items(count: number, taken: number[] = []) {
  for (let at = 0; at < count; at++) {
    taken.push(at);
    yield { at, bytes: Uint8Array.of(at) };
  }
}

describe("compressing many pieces at once", () => {
  test("gives them in their order, whichever is ready first", async () => {
    const waiting: (() => void)[] = [];
    // Each is ready only when those after it, as far as they are begun, are.
    const compress = (bytes: Uint8Array) =>
      new Promise<Uint8Array>((resolve) => {
        waiting.push(() => resolve(bytes));
        if (waiting.length === 8) for (const end of waiting.splice(0).reverse()) end();
      });
    const given: number[] = [];
    for await (const { item, packed } of compressedInOrder(items(8), compress)) {
      assert.deepEqual(packed, item.bytes);
      given.push(item.at);
    }
    assert.deepEqual(given, [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("takes no more than it may hold before the first is taken from it", async () => {
    const taken: number[] = [];
    const packed = compressedInOrder(items(1000, taken), async (bytes) => bytes);
    await packed.next();
    assert.equal(taken.length, 32);
    await packed.return(undefined);
    assert.equal(taken.length, 32);
  });

  test("fails with what compressing failed with", async () => {
    const failing = async () => {
      throw new Error("no memory");
    };
    await assert.rejects(async () => {
      for await (const _packed of compressedInOrder(items(3), failing));
    }, /^Error: no memory$/);
  });
});
