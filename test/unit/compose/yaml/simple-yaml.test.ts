import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { stringify } from "yaml";
import { yamlText } from "../../../../src/compose/print/yaml-text.ts";
import type { Printable } from "../../../../src/compose/shape/shape.ts";
import { parseWholeYaml } from "../../../../src/compose/yaml/whole-yaml.ts";
import { agree } from "./whole-oracle.ts";

const words = fc.constantFrom(
  "a",
  "b c",
  "1",
  "01",
  "0o7",
  "true",
  "~",
  "yes",
  "x:y",
  "a#b",
  "-x",
  "it's",
  '"q"',
  " lead",
  "é",
  "",
  "a: b",
  "a #b",
  "[x",
  "{y",
  "*z",
  "&z",
  "!t",
  "|",
  ">",
  "%",
  "@",
  "null",
  "1.5",
  "1e3",
  "2001-01-01",
  "22:22",
  "a,b",
  "?",
  "-",
  ":",
);
const values = fc.letrec<{ value: Printable }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    words,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      words.filter((word) => word !== ""),
      tie("value"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

/** Pieces of YAML put together at random, most of them wrong. */
const pieces = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(
        "a: 1",
        "b:",
        "- c",
        "- d: e",
        "-",
        "'q': x",
        "# c",
        "f: [1, {a: b}]",
        "g: |",
        'h: "x\\ny"',
        "i: 'it''s'",
        "text",
        "? k",
        "j: &a b",
        "k: *a",
        "l: {",
        "m: - n",
        "o: p: q",
        "<<: x",
        "- - r",
        "s: [a, b",
        "",
        "t: 'open",
        "u: a # c",
        "v:w",
        "- |-",
        "x: {y, z: }",
        "a: [,]",
        "b: {a: 1, }",
        'c: "d" e',
        "e : f",
        "f: &b",
        "g: [*a, &c d]",
        "<<: *a",
        "<<: {h: *a}",
        "- *a",
        "- &d",
        "- &e f: g",
      ),
    ),
    { maxLength: 8 },
  )
  .map((lines) => lines.map(([indent, line]) => " ".repeat(indent) + line).join("\n"));

describe("parseSimpleYaml", () => {
  test("agrees with the whole parser on what yaml writes", () => {
    fc.assert(
      fc.property(values, (value) => void agree(stringify({ value }, { lineWidth: 0 }))),
      { numRuns: 400 },
    );
  });

  test("agrees with it on what config prints, which means what it was made of", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = yamlText({ value });
        agree(text);
        assert.deepEqual(
          JSON.parse(JSON.stringify(parseWholeYaml(text)[0]?.root)),
          JSON.parse(JSON.stringify({ value })),
        );
      }),
      { numRuns: 400 },
    );
  });

  test("agrees with it, or leaves it alone, on lines put together at random", () => {
    let answered = 0;
    fc.assert(
      fc.property(pieces, (text) => {
        if (agree(text)) answered++;
      }),
      { numRuns: 4000 },
    );
    assert.ok(answered > 200, `${answered} were simple`);
  });

  test("answers for most files of real projects", () => {
    const cases = fileURLToPath(new URL("../../../fixtures/compose/cases", import.meta.url));
    const files = readdirSync(cases, { recursive: true, encoding: "utf8" }).filter((file) => /\.ya?ml$/.test(file));
    const answered = files.filter((file) => agree(readFileSync(join(cases, file), "utf8")));
    assert.ok(answered.length > files.length * 0.8, `${answered.length} of ${files.length}`);
  });
});
