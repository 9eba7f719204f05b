import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { IngestFlow, inPieces } from "../../../src/engine/ingest-flow.ts";

const kib = 1024;

describe("the flow of a write", () => {
  test("lets two megabytes go ahead of what is taken, and no more", async () => {
    const flow = new IngestFlow();
    flow.take(0);
    assert.equal(await flow.admits(2048 * kib), true);
    let isAdmitted = false;
    const admitted = flow.admits(2048 * kib + 1).then((admits) => {
      isAdmitted = true;
      return admits;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isAdmitted, false);
    flow.take(1);
    assert.equal(await admitted, true);
  });

  test("lets go of who waits when the call is over", async () => {
    const flow = new IngestFlow();
    const [opened, admitted] = [flow.opened(), new IngestFlow()];
    flow.end();
    assert.equal(await opened, undefined);
    admitted.end();
    assert.equal(await admitted.admits(1e9), false);
  });
});

describe("pieces of a write", () => {
  test("are the same bytes, all but the last of one size", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 1500 * kib }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, async (sizes) => {
        const chunks = sizes.map((size, at) => Buffer.alloc(size, at + 1));
        const pieces: Buffer[] = [];
        for await (const piece of inPieces(chunks)) pieces.push(Buffer.from(piece));
        assert.equal(Buffer.compare(Buffer.concat(pieces), Buffer.concat(chunks)), 0);
        assert.ok(pieces.slice(0, -1).every(({ length }) => length === 512 * kib));
      }),
      { numRuns: 30 },
    );
  });
});
