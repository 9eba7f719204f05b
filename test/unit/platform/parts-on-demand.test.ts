import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import { singleScript } from "../../../scripts/single-script.ts";
import { loadParts } from "../../../src/platform/parts-on-demand.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const sources = {
  "program.ts": `
    import { shared } from "./shared.ts";
    export const micro = /^µs$/.test("µs");
    export const answer = async () => [shared.count++, (await import("./later.ts")).later()];
    export const fail = () => { throw new Error("here"); };`,
  "index.ts": 'export { shared } from "./shared.ts";',
  "shared.ts": "export const shared = { count: 1 };",
  "later.ts": `
    import { shared } from "./shared.ts";
    Object.assign(globalThis, { laterParts: 1 });
    export const later = () => "later " + shared.count;`,
};

describe("a script whose parts are compiled when they are asked for", () => {
  test("does what it does as a whole, as the module that it is, and compiles nothing before", async () => {
    await using directory = await temporaryDirectory();
    for (const [name, text] of Object.entries(sources)) await writeFile(join(directory.path, name), text);
    const entries = { program: join(directory.path, "program.ts"), index: join(directory.path, "index.ts") };
    const options = { bundle: true, platform: "node", outdir: directory.path, minifyWhitespace: true } as const;
    const { code } = await singleScript(entries, options);
    assert.match(code, /^[\0-\x7f]*$/);
    const require = createRequire(join(directory.path, "any.cjs"));
    for (const name of ["whole.cjs", "parts.cjs"]) {
      const file = join(directory.path, name);
      await writeFile(file, code);
      Object.assign(globalThis, { laterParts: 0 });
      const script = (name === "parts.cjs" ? loadParts(file).exports : require(file)) as {
        program(): { micro: boolean; answer(): Promise<unknown>; fail(): never };
        index(): { shared: { count: number } };
      };
      assert.equal(require(file), script);
      const program = script.program();
      assert.deepEqual([program.micro, Reflect.get(globalThis, "laterParts")], [true, 0]);
      assert.deepEqual(await program.answer(), [1, "later 2"]);
      assert.deepEqual([script.index().shared.count, Reflect.get(globalThis, "laterParts")], [2, 1]);
      assert.throws(
        () => program.fail(),
        ({ stack }: Error) => stack!.includes(file),
      );
    }
  });
});
