import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import fc from "fast-check";
import { linesOf } from "../../../../src/api/container-shell/lines-of.ts";

describe("lines of chunks", () => {
  test("are the same however the text is cut", async () => {
    const line = fc.string({ unit: "binary", minLength: 1 }).map((text) => text.replace(/[\r\n]/g, "-"));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const bytes = Buffer.from(lines.join("\r\n"));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const read: string[] = [];
        for await (const each of linesOf(Readable.from(chunks))) read.push(each);
        assert.deepEqual(read, bytes.toString().split("\r\n"));
      }),
    );
  });
});
