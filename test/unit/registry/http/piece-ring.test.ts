import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PieceRing } from "../../../../src/registry/http/piece-ring.ts";

describe("the pieces of a download", () => {
  test("are what was filled in, and stay until the next but one", () => {
    // Bytes that come, as a share of the room that there is; undefined: the reader takes a piece.
    const steps = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 2 }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (steps) => {
        const ring = new PieceRing();
        let written = 0;
        let read = 0;
        let kept: { readonly piece: Buffer; readonly from: number }[] = [];
        const isAt = (piece: Buffer, from: number) => {
          // The bytes count on, so that each place can be told from its neighbours.
          for (const at of [0, piece.length >> 1, piece.length - 1]) assert.equal(piece[at], (from + at) % 251);
        };
        for (const step of steps) {
          if (step === undefined) {
            const piece = ring.take();
            if (piece === undefined) {
              assert.equal(read, written);
              continue;
            }
            kept = [...kept.slice(-1), { piece, from: read }];
            read += piece.length;
          } else if (ring.hasRoom) {
            const { target } = ring;
            const bytes = Math.ceil(step * target.length);
            for (let at = 0; at < bytes; at++) target[at] = (written + at) % 251;
            ring.advance(bytes);
            written += bytes;
          }
          assert.ok(ring.target.length > 0);
          for (const { piece, from } of kept) isAt(piece, from);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("have no room where the reader takes none", () => {
    const ring = new PieceRing();
    let bytes = 0;
    for (; ring.hasRoom; bytes += ring.target.length) ring.advance(ring.target.length);
    assert.equal(bytes, 3 * 1024 * 1024);
    ring.take();
    assert.equal(ring.hasRoom, false);
    ring.take();
    ring.take();
    assert.equal(ring.hasRoom, true);
  });
});
