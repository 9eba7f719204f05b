import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseEnvFile, readEnvFiles } from "../../../../src/container/spec/env-file.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("an environment file", () => {
  const cases: readonly [what: string, text: string, variables: Readonly<Record<string, string | null>>][] = [
    ["a variable a line", "A=1\nB=two words\n", { A: "1", B: "two words" }],
    ["bare names, for the caller's own value", "HOME\n  PATH \n", { HOME: null, PATH: null }],
    [
      "values with everything in them, unquoted",
      "A='x'\nB=\"y\" \nC=#z\nD=a=b\nE=\n",
      { A: "'x'", B: '"y" ', C: "#z", D: "a=b", E: "" },
    ],
    ["no comments and no empty lines", "# A=1\n\n   # B=2\n \t\nC=3", { C: "3" }],
    ["lines from Windows", "\uFEFFA=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["the last of several values", "A=1\nA=2\nA\n", { A: null }],
    ["blanks before a name, not after", "  A=1\n", { A: "1" }],
  ];
  for (const [what, text, variables] of cases) {
    test(`has ${what}`, () => assert.deepEqual(parseEnvFile(text, "x.env"), variables));
  }

  test("is refused where a line has no name, and says which", () => {
    assert.throws(() => parseEnvFile("A=1\n=2\n", "x.env"), { code: "INVALID_VALUE", message: /line 2 of x\.env: ""/ });
    assert.throws(() => parseEnvFile("A B=1\n", "x.env"), {
      code: "INVALID_VALUE",
      message: /line 1 of x\.env: "A B"/,
    });
    assert.throws(() => parseEnvFile("A =1\n", "x.env"), { code: "INVALID_VALUE" });
  });

  test("gives back whatever variables were written into it", () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !/[=\s#\uFEFF]/.test(text));
    const value = fc.option(
      fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text)),
      { nil: null },
    );
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (variables) => {
        const lines = Object.entries(variables).map(([name, value]) => (value === null ? name : `${name}=${value}`));
        assert.deepEqual(parseEnvFile(lines.join("\n"), "x.env"), variables);
      }),
    );
  });

  test("is overridden by later ones, and named where it cannot be read", async () => {
    await using directory = await temporaryDirectory();
    const [first, second] = [join(directory.path, "1.env"), join(directory.path, "2.env")];
    await writeFile(first, "A=1\nB=1\n");
    await writeFile(second, "B=2\nC=2\n");
    assert.deepEqual(await readEnvFiles([first, second]), { A: "1", B: "2", C: "2" });
    assert.deepEqual(await readEnvFiles([]), {});
    const missing = join(directory.path, "none.env");
    await assert.rejects(readEnvFiles([first, missing]), {
      code: "INVALID_VALUE",
      message: `cannot read environment file: ${missing}`,
    });
  });
});
