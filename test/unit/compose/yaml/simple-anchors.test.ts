import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseSimpleYaml } from "../../../../src/compose/yaml/simple-yaml.ts";
import { parseWholeYaml } from "../../../../src/compose/yaml/whole-yaml.ts";
import { agree } from "./whole-oracle.ts";

/** The last number for which something holds that holds up to one, found by halves. */
function lastOf(holds: (number: number) => boolean, above: number): number {
  let [low, high] = [0, above];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Values with names from a few, so that many of them are aliases for what is there; merges are often of mappings. */
const entries = fc
  .array(
    fc.tuple(
      fc.constantFrom("", "&c-1 ", "&i ", "&j "),
      fc.constantFrom(
        "1",
        "{x: 1, y: [2]}",
        "{<<: *a, x: 2}",
        "{<<: [*a, *b], z: *a}",
        "{x: &d {w: 1}, y: *d, z: {<<: *d}}",
        "[*a, *b, &e {q: 1}, *e]",
        "\n  x: 3\n  <<: *a\n  y: *b # why",
        "\n  <<: [*b, {x: 4}, *a]\n  v: |\n    text",
        "\n  <<:\n    - *a\n    - *c-1\n  n: &f\n    u: *a\n  m: *f",
        "\n  - *a\n  - <<: *b\n    x: 5\n  - &g {o: *a}\n  - *g",
        "\n- *a\n- &h\n  p: 1\n- *h",
        "\n  <<: *a\n  <<: *b",
        "# nothing\n",
        "'a''b'",
        "|\n  text\n",
        "*a",
        "*b # why",
        "*c-1",
        "* a",
        "*a: b",
        "&b c",
      ),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pairs) => pairs.map(([anchor, value], index) => `k${index}: ${anchor}${value}`).join("\n"));

const anchored = fc
  .tuple(
    fc.constantFrom(
      "",
      "a: &a {x: 1}\n",
      "b: &b\n  x: {y: 1}\n  w:\na: &a\n  <<: *b\n  y: 2\n",
      "a: &a [1]\nb: &b\nc: &c-1 { }\n",
    ),
    entries,
  )
  .map(([head, rest]) => head + rest);

describe("anchors, aliases and merge keys of simple YAML", () => {
  test("agree with the whole parser", () => {
    let answered = 0;
    fc.assert(
      fc.property(anchored, (text) => {
        if (agree(text)) answered++;
      }),
      { numRuns: 4000 },
    );
    assert.ok(answered > 500, `${answered} were simple`);
  });

  test("reads what compose files do with anchors", () => {
    const text = `x-base: &base
  image: base
  environment: &env {A: 1, B: 2}
x-log: &log {driver: local}
services:
  a:
    <<: [*base, {restart: always, image: other}]
    environment:
      <<: *env
      B: 3
    logging: *log
  b: *base
`;
    assert.ok(agree(text));
    const root = JSON.parse(JSON.stringify(parseSimpleYaml(text)?.root));
    assert.deepEqual(root.services, {
      a: { environment: { B: 3, A: 1 }, logging: { driver: "local" }, image: "base", restart: "always" },
      b: { image: "base", environment: { A: 1, B: 2 } },
    });
  });

  test("makes copies for aliases, since what is loaded is written to", () => {
    const root = parseSimpleYaml("a: &a {b: [1]}\nc: *a\nd: {<<: *a}")?.root as Record<string, { b: unknown }>;
    assert.deepEqual(root["c"], root["a"]);
    assert.notEqual(root["c"]?.b, root["a"]?.b);
    assert.notEqual(root["d"]?.b, root["a"]?.b);
  });

  for (const [what, base] of [
    ["values", "a: &a [1, {b: 2, c: , d}, [], x]"],
    ["aliases in aliases", "z: &z {y: 1, x: 2}\na: &a\n  - *z\n  - b: *z\n  - w"],
    ["merge keys", "z: &z {y: 1}\na: &a\n  <<: [*z, *z]\n  y: &v {<<: *z}\n  u: *v"],
  ] as const) {
    test(`counts ${what} as the whole parser does, up to what aliases may stand for`, () => {
      const textOf = (aliases: number) => `${base}\nall:\n${"- *a\n".repeat(aliases)}`;
      const isWhole = (aliases: number) => {
        try {
          return parseWholeYaml(textOf(aliases)).length > 0;
        } catch {
          return false;
        }
      };
      const limit = lastOf((aliases) => parseSimpleYaml(textOf(aliases)) !== undefined, 60_000);
      assert.ok(limit > 1000 && limit < 50_000, String(limit));
      assert.deepEqual([isWhole(limit), isWhole(limit + 1)], [true, false]);
    });
  }

  test("leaves nesting by aliases to the whole parser where it is too deep", () => {
    const chain = (levels: number) =>
      `a0: &a0 [1]\n${Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`).join("\n")}`;
    assert.ok(agree(chain(50)));
    assert.equal(parseSimpleYaml(chain(120)), undefined);
  });
});
