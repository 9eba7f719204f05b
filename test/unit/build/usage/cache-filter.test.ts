import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cacheFilter } from "../../../../src/build/usage/cache-filter.ts";

describe("a filter of the build cache", () => {
  const cases: readonly (readonly [texts: readonly string[], expected: ReturnType<typeof cacheFilter>])[] = [
    [[], { filter: [], unusedMs: undefined }],
    [["type=source.local", "id=abc"], { filter: ["type==source.local,id~=abc"], unusedMs: undefined }],
    [["shared", "mutable=true"], { filter: ["shared,mutable"], unusedMs: undefined }],
    [["shared=false"], { filter: ["private"], unusedMs: undefined }],
    [["until=24h"], { filter: [], unusedMs: 86_400_000 }],
    [["unused-for=2d"], { filter: [], unusedMs: 172_800_000 }],
    [["until=1970-01-01T00:00:01Z"], { filter: [], unusedMs: 9_000 }],
    [["description~=a b"], { filter: ['description~="a b"'], unusedMs: undefined }],
  ];
  for (const [texts, expected] of cases) {
    it(`reads ${texts.join(" ") || "nothing"}`, () => assert.deepEqual(cacheFilter(texts, 10_000), expected));
  }

  it("refuses what it does not know, with the nearest name", () => {
    assert.throws(() => cacheFilter(["untl=1h"]), { code: "INVALID_VALUE", hint: "did you mean until?" });
    assert.throws(() => cacheFilter(["until=soon"]), { code: "INVALID_VALUE" });
    assert.throws(() => cacheFilter(["inuse=false"]), { code: "INVALID_VALUE" });
  });
});
