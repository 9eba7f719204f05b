import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { transform } from "esbuild";
import { withLateImports } from "../../../scripts/late-imports.ts";
import { withPlainExports } from "../../../scripts/part-exports.ts";

/** Runs an ES module as a part of the bundle; gives its exports, and a list of what it has required by now. */
async function runPart(source: string, modules: Readonly<Record<string, object>> = {}) {
  const form = { format: "cjs", platform: "node", minifySyntax: true, minifyWhitespace: true } as const;
  const { code } = await transform(source, form);
  const part = code.slice(code.indexOf("var stdin_exports="));
  const required: string[] = [];
  const require = (path: string) => {
    required.push(path);
    return modules[path];
  };
  const module = { exports: {} as Record<string, unknown> };
  new Function("module", "exports", "require", withLateImports(withPlainExports(part)))(
    module,
    module.exports,
    require,
  );
  return { exports: module.exports, required };
}

describe("exports of a part of the bundled script", () => {
  test("are plain properties, however they are declared", async () => {
    const source = `export function f(){return 1}
      export async function*g(){}
      export class C{};
      export const a=2,o={f},$=4;
      const inner=3; export{inner as outer,inner as "with blanks"};
      export default inner;`;
    const { exports } = await runPart(source);
    assert.deepEqual(Object.keys(exports).sort(), ["$", "C", "a", "default", "f", "g", "o", "outer", "with blanks"]);
    assert.ok(Object.values(Object.getOwnPropertyDescriptors(exports)).every((one) => "value" in one));
    const { f, a, $, outer, default: main, "with blanks": named } = exports as { f(): number } & Record<string, number>;
    assert.deepEqual([f(), a, $, outer, main, named], [1, 2, 4, 3, 3, 3]);
  });

  test("follow what is assigned later", async () => {
    const source = `export let count=0,last,[first]=[1];
      export function next(){count++;last={count};[first]=[last];for(each of [count]);}
      export let each;`;
    const { exports } = await runPart(source);
    (exports["next"] as () => void)();
    const { count, last, first, each } = exports;
    assert.deepEqual({ count, last, first, each }, { count: 1, last: { count: 1 }, first: { count: 1 }, each: 1 });
  });

  test("of another part load it by their first use", async () => {
    const { exports, required } = await runPart('export{one,two as three}from"./part-A.js";', {
      "./part-A.js": { one: 1, two: 2 },
    });
    assert.deepEqual(required, []);
    assert.deepEqual({ ...exports }, { one: 1, three: 2 });
    assert.deepEqual(required, ["./part-A.js"]);
  });

  test("that are functions are there for a part that needs them while this one runs", async () => {
    const needing = {
      get result() {
        return running.exports["f"];
      },
    };
    const running: { exports: Record<string, unknown> } = { exports: {} };
    const code = withPlainExports(
      'var stdin_exports={};__export(stdin_exports,{f:()=>f,a:()=>a});module.exports=__toCommonJS(stdin_exports);var a=require("./part-A.js").result;function f(){}0&&(module.exports={f,a});',
    );
    new Function("module", "require", code)(running, () => needing);
    assert.equal(running.exports["a"], running.exports["f"]);
    assert.equal(typeof running.exports["a"], "function");
  });

  test("of what esbuild has not begun stay as they are", () => {
    assert.equal(withPlainExports("module.exports=1;"), "module.exports=1;");
  });
});
