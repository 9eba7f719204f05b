import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { staticImports } from "../../../src/platform/static-imports.ts";

/** Code as esbuild and Bun print it. */
const closed: Readonly<Record<string, readonly string[]>> = {
  "": [],
  'import "./s.ts";\nimport"./t.ts";': ["./s.ts", "./t.ts"],
  'import { run } from "nerdsh";\nawait run("nginx");': ["nerdsh"],
  'import x, * as y from "./z.ts";\nimport {\n  run as r\n} from "nerdsh";': ["./z.ts", "nerdsh"],
  'import settings from "./lib/settings.json" with { type: "json" };': ["./lib/settings.json"],
  'export { q } from "./q.ts";\nexport * from "./all.ts";\nexport * as n from "./n.ts";': [
    "./q.ts",
    "./all.ts",
    "./n.ts",
  ],
  'export const from = "here";\nexport default from;': [],
  "console.log(import.meta.dirname, import.meta.url);": [],
  'const text = `\nimport { a } from "b";\n`;': ["b"],
};

const open: readonly string[] = [
  '{ "code": "return import(\'node:process\')" }',
  '{ "code": "return im\\\\u0070ort(\'node:process\')" }',
  'const { stdout } = await import("node:process");',
  'const name = "node:process";\nawait import(name);',
  'import { a } from "./a.ts"; import("node:process");',
  'require("process");',
  'var { require } = import.meta;import { a } from "./a.ts";',
  'import.meta.require("process");',
  'import.meta["req" + "uire"]("process");',
  "const { require: load } = import.meta;",
  "module.constructor;",
  "exports.x = arguments[1];",
  "console._stdout.write;",
  "eval(\"import('node:process')\");",
  'const text = `\nimport { ${await import("node:process")} } from "b";\n`;',
  'import { "a-b" as c } from "./c.ts";',
];

describe("the imports of a module's code", () => {
  test("are its modules, where it names others in no other way", () => {
    for (const [code, names] of Object.entries(closed)) assert.deepEqual(staticImports(code), names, code);
  });

  test("are not known where its source has an escape, whatever a compiler makes of that", () => {
    assert.equal(staticImports('const text = "\\u0061";', 'const text = "a";'), undefined);
    assert.deepEqual(staticImports('const text = "☂";', 'const text = "\\u2602";'), []);
  });

  test("are not known where it may reach a module, or a stream, in another way", () => {
    for (const code of open) assert.equal(staticImports(code), undefined, code);
  });
});
