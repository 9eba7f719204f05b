import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { promptCode } from "../../../src/shell/prompt-code.ts";

const prompt = 'globalThis[Symbol.for("nerdsh.prompt")]';

const cases: readonly (readonly [source: string, code: string, declared: readonly string[]])[] = [
  ["1 + 1", "1 + 1", []],
  ["{ a: 1 }", "({ a: 1 })", []],
  ["{ let a = 1 }", "{ let a = 1 }", []],
  [`import "x";`, `void (await ${prompt}.import("x"));`, []],
  [
    `import d, { a, b as c } from "x";`,
    `const { default: d, a: a, b: c } = await ${prompt}.import("x");`,
    ["d", "a", "c"],
  ],
  [`import * as all from "x";`, `const all = await ${prompt}.import("x");`, ["all"]],
  ["import(name)", `${prompt}.import(name)`, []],
  ["import.meta.url", `${prompt}.meta.url`, []],
  ["export const a = 1", "const a = 1", ["a"]],
  ["await using a = f()", `const a = f(); ${prompt}.own(a);`, ["a"]],
  ["const { a, b: [c, ...d], e = 1 } = f()", "const { a, b: [c, ...d], e = 1 } = f()", ["a", "c", "d", "e"]],
  ["a = 1", "a = 1", ["a"]],
  ["class A {}", "class A {}", ["A"]],
  ["not valid", "not valid", []],
];

describe("code for the prompt", () => {
  for (const [source, code, declared] of cases) {
    test(`is made of ${source}`, () => {
      const { hasValue, ...made } = promptCode(source);
      assert.deepEqual(made, { code, declared, hasUsing: false });
    });
  }

  test("tells whether it has a value to show, which a declaration has not", () => {
    const hasValue = (source: string) => promptCode(source).hasValue;
    const declarations = ["const a = 1", 'import a from "x"', "export const a = 1", "using a = f()", "a; class A {}"];
    assert.deepEqual(declarations.map(hasValue), [false, false, false, false, false]);
    assert.deepEqual(["const a = 1; a", "a = 1", "class A {} new A()", "not valid"].map(hasValue), [
      true,
      true,
      true,
      true,
    ]);
  });

  test("tells whether something ends with a block in it", () => {
    const hasUsing = (source: string) => promptCode(source).hasUsing;
    assert.deepEqual(
      ["{ using a = f(); a }", "async () => { await using a = f(); }", "for (using a of f()) a"].map(hasUsing),
      [true, true, true],
    );
    assert.equal(hasUsing("using a = f(); await using b = f()"), false);
  });
});
