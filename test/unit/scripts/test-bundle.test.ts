import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../../../scripts/bundle.ts";
import { bundleTests, type TestBundleOptions } from "../../../scripts/test-bundle.ts";
import { withSourcePlace } from "../../../scripts/test-place.ts";
import { programOutput } from "../../support/program.ts";

describe("a bundle of test files", () => {
  test("runs without a loader, is one module for all that share it, and takes itself for its sources", async () => {
    await using source = await sourceDirectory({
      "shared.ts": `export const calls: string[] = [];`,
      "first.ts": `import { calls } from "./shared.ts"; export const call = (name: string): unknown => calls.push(name);`,
      "a.test.ts": `
        import { call } from "./first.ts";
        import { calls } from "./shared.ts";
        call("a");
        const { call: late } = await import("./first.ts");
        late("b");
        const { url, filename, dirname } = import.meta;
        const near = import.meta.resolve("./shared.ts");
        const text = "import.meta.url";
        console.log(JSON.stringify({ calls, url, filename, dirname, near, text, require: typeof require }));`,
      "b.test.ts": `import { calls } from "./shared.ts"; console.log(calls.length, import.meta.resolve("esbuild"));`,
    });
    const [a, b] = [join(source.path, "a.test.ts"), join(source.path, "b.test.ts")];
    await using tests = await bundleTests([a, b]);
    assert.deepEqual(JSON.parse(await programOutput(process.execPath, [tests.bundled(a)])), {
      calls: ["a", "b"],
      url: pathToFileURL(a).href,
      filename: a,
      dirname: source.path,
      near: pathToFileURL(join(source.path, "shared.ts")).href,
      text: "import.meta.url",
      require: "undefined",
    });
    assert.equal(
      await programOutput(process.execPath, [tests.bundled(b)]),
      `0 ${import.meta.resolve("esbuild")}\n`,
      "each process has modules of its own, and finds the packages of the repository",
    );
  });

  test("names a failure's place in the source, and a file that fails as a whole by its path", async () => {
    await using source = await sourceDirectory({
      "a.test.ts": `interface Long { readonly gone: string }\n\nconsole.log(new Error().stack?.split("\\n")[1]);\n`,
    });
    const file = join(source.path, "a.test.ts");
    await using tests = await bundleTests([file]);
    const bundled = tests.bundled(file);
    const frame = await programOutput(process.execPath, [bundled]);
    const [, line, column] = /:(\d+):(\d+)\)?\n$/.exec(frame)!.map(Number);
    const failed = { type: "test:fail", data: { name: "a test", file: bundled, line, column } };
    const place = { directory: tests.directory, cwd: root };
    assert.deepEqual(withSourcePlace(failed, place).data, { name: "a test", file, line: 3, column: 13 });

    const whole = { type: "test:fail", data: { name: bundled, file: bundled, line: 1, column: 1 } };
    assert.deepEqual(withSourcePlace(whole, place).data, { ...whole.data, name: file.slice(root.length), file });

    const passed = { type: "test:pass", data: { name: "a test", file: bundled, line, column } };
    assert.equal(withSourcePlace(passed, place), passed);
  });

  test("starts a bundled program where its nerdsh starts itself", async () => {
    const self = JSON.stringify(join(root, "src/platform/self.ts"));
    await using source = await sourceDirectory({
      "a.test.ts": `import { selfCommand } from ${self}; console.log(JSON.stringify(selfCommand().slice(1)));`,
      "main.cjs": "",
    });
    const file = join(source.path, "a.test.ts");
    const command = async (options: TestBundleOptions) => {
      await using tests = await bundleTests([file], options);
      return JSON.parse(await programOutput(process.execPath, [tests.bundled(file)]));
    };
    assert.deepEqual(await command({ self: join(source.path, "program.cjs") }), [join(source.path, "main.cjs")]);
    assert.equal((await command({})).at(-1), join(root, "src/main.ts"));
  });

  test("is gone with its block, also where a file cannot be compiled", async () => {
    await using source = await sourceDirectory({ "good.test.ts": "", "bad.test.ts": `import "./missing.ts";` });
    let directory = "";
    {
      await using tests = await bundleTests([join(source.path, "good.test.ts")]);
      directory = tests.directory;
      assert.ok(existsSync(directory));
    }
    assert.ok(!existsSync(directory));
    await assert.rejects(bundleTests([join(source.path, "bad.test.ts")]), { message: /Could not resolve/ });
  });
});

/** Inside of the repository, where packages are found. */
async function sourceDirectory(files: Readonly<Record<string, string>>) {
  const path = await realpath(await mkdtemp(join(root, "node_modules", ".test-source-")));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
