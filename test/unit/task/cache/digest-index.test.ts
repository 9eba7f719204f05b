import assert from "node:assert/strict";
import { lstatSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { indexBytes, readDigestIndex } from "../../../../src/task/cache/digest-index.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const digests = fc
  .array(fc.constantFrom(..."0123456789abcdef"), { minLength: 64, maxLength: 64 })
  .map((a) => a.join(""));
const stamps = fc.array(fc.double({ noNaN: true }), { minLength: 5, maxLength: 5 }).map((a) => Float64Array.from(a));
const paths = fc.string({ minLength: 1, unit: "grapheme" }).filter((path) => !path.includes("\n"));

describe("the index of digests", () => {
  test("has what was written, whatever the paths are", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "index");
    const entries = fc.array(
      fc.tuple(paths, fc.record({ stamp: stamps, digest: digests }, { noNullPrototype: true })),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        const written = new Map(all);
        await writeFile(file, indexBytes(written));
        const { paths, stamp, digest } = readDigestIndex(file);
        const read = [...paths].map(([path, at]) => [path, { stamp: stamp(at), digest: digest(at) }]);
        assert.deepEqual(read, [...written]);
      }),
      { numRuns: 50 },
    );
  });

  test("is empty where the file was cut off, or is another", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "index");
    const bytes = indexBytes(new Map([["a", { stamp: new Float64Array(5), digest: "0".repeat(64) }]]));
    for (const text of [bytes.subarray(0, 50), bytes.subarray(0, 10), Buffer.from("x".repeat(200)), Buffer.alloc(0)]) {
      await writeFile(file, text);
      const index = readDigestIndex(file);
      assert.equal(index.paths.size, 0);
      assert.equal(index.matches(0, lstatSync(file)), false);
    }
  });
});
