import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { closest } from "../../src/suggest.ts";

describe("the closest names", () => {
  const known = ["nginx", "redis", "postgres", "busybox"];
  const cases: readonly [what: string, name: string, found: readonly string[]][] = [
    ["a letter that is missing", "ngnx", ["nginx"]],
    ["a letter too many", "rediis", ["redis"]],
    ["another letter", "busybix", ["busybox"]],
    ["two letters that are swapped", "ngnix", ["nginx"]],
    ["two slips in a long name", "psotgers", ["postgres"]],
    ["two slips in a short name", "rdsi", []],
    ["nothing alike", "alpine", []],
  ];
  for (const [what, name, found] of cases) {
    test(`are found for ${what}: ${name}`, () => assert.deepEqual(closest(name, known), found));
  }

  test("come nearest first, by their letters where they are as near, each once, and three at most", () => {
    assert.deepEqual(closest("web-1", ["web-3", "web", "web-2", "web-1", "web-2", "web-4"]), [
      "web-1",
      "web-2",
      "web-3",
    ]);
  });

  test("are, of a name that is known, that name before all others", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), (names) => {
        for (const name of names) assert.equal(closest(name, names)[0], name);
      }),
    );
  });
});
