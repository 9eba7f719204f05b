import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { metadataRevision, metaPageBytes, secondMetaOffset } from "../../../src/engine/metadata-revision.ts";

/** As containerd 1.7 has written them, the second one by the last transaction, 1541. */
const first = Buffer.from(
  "00000000000000000400000000000000edda0ced020000000010000000000000400c0000000000000000000000000000" +
    "ffffffffffffffff410c0000000000000406000000000000843db5be8994eef5",
  "hex",
);
const second = Buffer.from(
  "01000000000000000400000000000000edda0ced020000000010000000000000400c0000000000000000000000000000" +
    "ffffffffffffffff410c0000000000000506000000000000393c5582696d9fff",
  "hex",
);

const anyByte = fc.record({
  page: fc.constantFrom(0, 1),
  at: fc.integer({ min: 0, max: metaPageBytes - 1 }),
  change: fc.integer({ min: 1, max: 255 }),
});

/** What of a page is neither checked nor covered by the checksum: how many items and further pages it has. */
const isFree = (at: number) => at >= 10 && at < 16;

describe("the revision of containerd's database", () => {
  it("is read of what containerd writes", () => {
    assert.equal(secondMetaOffset(first), 4096);
    const revision = metadataRevision(first, second);
    assert.equal(
      Buffer.from(revision ?? "", "base64")
        .toString("hex")
        .slice(-32),
      "0506000000000000393c5582696d9fff",
    );
  });

  it("is in doubt with any byte changed", () => {
    fc.assert(
      fc.property(anyByte, ({ page, at, change }) => {
        fc.pre(!isFree(at));
        const pages = [Buffer.from(first), Buffer.from(second)] as const;
        pages[page]![at]! ^= change;
        assert.equal(metadataRevision(...pages), undefined);
      }),
    );
  });

  it("is in doubt with the pages cut, exchanged, or of no database", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: metaPageBytes - 1 }), (length) => {
        assert.equal(metadataRevision(first.subarray(0, length), second), undefined);
        assert.equal(metadataRevision(first, second.subarray(0, length)), undefined);
        assert.equal(secondMetaOffset(first.subarray(0, length)), undefined);
      }),
    );
    assert.equal(metadataRevision(second, first), undefined);
    assert.equal(metadataRevision(Buffer.alloc(metaPageBytes), Buffer.alloc(metaPageBytes)), undefined);
    assert.equal(secondMetaOffset(Buffer.alloc(metaPageBytes)), undefined);
  });
});
