import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { frame, MessageFramer } from "../../../src/rpc/message-framer.ts";

const message = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** Everything in pieces of the given sizes, again and again. */
function inPieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe("a message framer", () => {
  test("gives back every message, however the bytes are cut", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), sizes, (messages, sizes) => {
        const framer = new MessageFramer();
        const found = inPieces(Buffer.concat(messages.map(frame)), sizes).flatMap((piece) => [...framer.push(piece)]);
        assert.deepEqual(found, messages);
      }),
    );
  });

  test("takes a chunk without bytes, and keeps what is not whole yet", () => {
    const framer = new MessageFramer();
    const framed = frame(Buffer.from("abc"));
    assert.deepEqual([...framer.push(Buffer.alloc(0))], []);
    assert.deepEqual([...framer.push(framed.subarray(0, 6))], []);
    assert.deepEqual([...framer.push(Buffer.alloc(0))], []);
    assert.deepEqual([...framer.push(framed.subarray(6))], [Buffer.from("abc")]);
  });

  test("copies a large message that comes in small pieces a few times, not once a piece", () => {
    const large = Buffer.alloc(8 << 20, 7);
    const framer = new MessageFramer();
    const startedMs = performance.now();
    const found = inPieces(frame(large), [16 << 10]).flatMap((piece) => [...framer.push(piece)]);
    assert.ok(found.length === 1 && found[0]!.equals(large));
    // Once a piece would be two gigabytes of copying.
    assert.ok(performance.now() - startedMs < 1000);
  });
});

describe("a frame", () => {
  test("is a message behind its length, uncompressed", () => {
    assert.deepEqual(frame(Buffer.from("ab")), Buffer.from([0, 0, 0, 0, 2, 97, 98]));
  });
});
