import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { plainScalar } from "../../../../src/compose/yaml/plain-scalar.ts";
import { readYaml } from "../../../../src/compose/yaml/read-yaml.ts";

describe("readYaml", () => {
  const bomb = (levels: number) =>
    [
      "a0: &a0 [x, x, x, x, x, x, x, x, x]",
      ...Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`),
    ].join("\n");

  for (const [what, text, message] of [
    ["an alias bomb", bomb(9), /has aliases for more than 100000 values/],
    [
      "a bomb of merge keys",
      `a: &a {x: 1}\n${Array.from(
        { length: 20 },
        (_, i) =>
          `b${i}: &b${i} {<<: [${Array(9)
            .fill(i === 0 ? "*a" : `*b${i - 1}`)
            .join(", ")}]}`,
      ).join("\n")}`,
      /has aliases for more than/,
    ],
    ["an alias of itself", "a: &a\n  b: *a", /is an alias for what it is in/],
    ["an unknown anchor", "a: *b", /unresolved alias|unknown anchor/i],
    ["what is larger than 2 MiB", `a: ${"x".repeat(2 * 1024 * 1024)}`, /is larger than 2 MiB/],
    ["lists in lists, deeper than 100", `a: ${"[".repeat(200)}${"]".repeat(200)}`, /nested more than 100 levels deep/],
    ["lists that never end", `a: ${"[".repeat(50_000)}`, /nested more than 100 levels deep/],
    [
      "mappings deeper than 100",
      Array.from({ length: 150 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
      /nested more than 100 levels deep/,
    ],
    ["a key twice", "a: 1\nb: 2\na: 3", /has the key "a" twice/],
    ["a tab as indentation", "a:\n\tb: 1", /tab/i],
  ] as const) {
    test(`refuses ${what}`, { timeout: 30_000 }, async () => {
      await assert.rejects(readYaml(text), { message });
    });
  }

  test("reads anchors, merge keys, tags and several documents", async () => {
    const documents = await readYaml(
      "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\ne: !!str 5\nf: !reset\ng: !override [1]\n---\nh: !!int '7'",
    );
    assert.deepEqual(JSON.parse(JSON.stringify(documents)), [
      { root: { a: { b: 1, c: 2 }, d: { c: 3, b: 1 }, e: "5", g: [1] }, resets: [["f"], ["g"]] },
      { root: { h: 7 }, resets: [] },
    ]);
  });
});

describe("an anchor's name that is given twice", () => {
  test("means for each alias the anchor before it", async () => {
    const [document] = await readYaml("a: &x 1\no: &o {k: *x, l: &x 2, m: *x}\nb: &x 3\nc: *o\nd: *x");
    assert.deepEqual(JSON.parse(JSON.stringify(document?.root)), {
      a: 1,
      o: { k: 1, l: 2, m: 2 },
      b: 3,
      c: { k: 1, l: 2, m: 2 },
      d: 3,
    });
  });
});

describe("plainScalar", () => {
  for (const [text, value] of [
    ["yes", "yes"],
    ["22:22", "22:22"],
    ["017", 15],
    ["0o17", 15],
    ["08", 8],
    ["0x1F", 31],
    ["0b11", 3],
    ["1_000", 1000],
    ["1e3", 1000],
    ["+5", 5],
    [".5", 0.5],
    ["1.10", 1.1],
    ["~", null],
    ["TRUE", true],
    ["tRue", "tRue"],
    ["1.2.3", "1.2.3"],
    ["12345678901234567890", 12345678901234567890n],
    ["-", "-"],
    ["+", "+"],
  ] as const) {
    test(`takes ${text} for ${typeof value} ${value}, as Go does`, () => assert.equal(plainScalar(text), value));
  }
});
