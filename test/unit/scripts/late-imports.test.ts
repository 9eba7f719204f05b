import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withLateImports } from "../../../scripts/late-imports.ts";

/** Runs the script, and gives what it returned and what it had required by then, in this order. */
function run(code: string, modules: Readonly<Record<string, unknown>>) {
  const required: string[] = [];
  const require = (path: string) => {
    required.push(path);
    return modules[path];
  };
  const body = `const __toESM=module=>({...module,default:module});${withLateImports(code)}return result;`;
  return { result: new Function("require", "required", body)(require, required) as unknown, required };
}

const parts = {
  "./part-A.js": {
    one: 1,
    add: (a: number, b: number) => a + b,
    tag: ([text]: string[]) => text,
    Box: class {
      readonly held: unknown;
      constructor(held: unknown) {
        this.held = held;
      }
    },
  },
  "node:fs": { exists: true },
};

const head = 'var import_A=require("./part-A.js"),import_fs=require("node:fs"),fs=__toESM(require("node:fs"));';

describe("imports of the bundled script", () => {
  test("are loaded by their first use, and once", () => {
    const { result, required } = run(
      `${head}var before=[...required],result=[before,import_A.one,import_A.one];`,
      parts,
    );
    assert.deepEqual(result, [[], 1, 1]);
    assert.deepEqual(required, ["./part-A.js"]);
  });

  test("are read wherever a name can stand", () => {
    const uses = [
      "(0,import_A.add)(import_A.one,2)",
      "new import_A.Box(import_A.one).held",
      "(class extends import_A.Box{}).name",
      "`${import_A.one}`",
      "import_A.tag`text`",
      'import_A["one"]',
      "{fs}.fs.exists",
      "fs.default.exists",
      "{import_fs:5}.import_fs",
      "{[import_A.one]:2}[1]",
      "{x:{import_fs:3}}.x.import_fs",
      "typeof import_A",
      "(({one})=>one)(import_A)",
      "((one=import_A.one)=>one)()",
    ];
    const { result } = run(`${head}var result=[${uses.map((use) => `(${use})`).join()}];`, parts);
    assert.deepEqual(result, [3, 1, "", "1", "text", 1, true, true, 5, 2, 3, "object", 1, 1]);
  });

  test("leave other declarations alone", () => {
    const code = 'var own=other("./part-A.js"),late=2;const result={own};';
    assert.equal(withLateImports(code), code);
  });
});
