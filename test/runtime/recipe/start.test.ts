import assert from "node:assert/strict";
import { chown, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { singleScript } from "../../../scripts/single-script.ts";
import { programOutput } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const loader = fileURLToPath(new URL("../../../src/platform/parts-on-demand.ts", import.meta.url));

const sources = {
  "program.ts": `
    export const answer = async () => (await import("./later.ts")).later() + (await import("./other.ts")).other();`,
  "later.ts": 'export const later = () => "first ";',
  "other.ts": 'export const other = () => [1, 2, 3].map((each) => each * 2).join("");',
  "start.mts": `
    import { loadParts } from ${JSON.stringify(loader)};
    const { exports, keep } = loadParts(process.argv[2]);
    console.log(await exports.program().answer());
    await keep();`,
};

/** A bundled program that prints `first 246`, or `other 246` where it is read again after `change`: time and size stay. */
async function smallProgram(runtime: RuntimeName) {
  const directory = await temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  for (const [name, text] of Object.entries(sources)) await writeFile(at(name), text);
  const options = { bundle: true, platform: "node", outdir: directory.path, minifyWhitespace: true } as const;
  const { code } = await singleScript({ program: at("program.ts") }, options);
  const script = at("program.cjs");
  const write = async (text: string) => {
    await writeFile(script, text);
    await utimes(script, 1_700_000_000, 1_700_000_000);
  };
  await write(code);
  const executable = await runtimePath(runtime);
  const words = [...runtimeArguments(runtime, "source"), at("start.mts"), script];
  return {
    cache: at("nerdsh/code"),
    start: async (cacheHome = directory.path) => {
      const env = { ...process.env, XDG_CACHE_HOME: cacheHome, NODE_DISABLE_COMPILE_CACHE: undefined };
      return await programOutput(executable, words, { env });
    },
    change: async () => await write(code.replace("first ", "other ")),
    /** All files that are kept. */
    kept: async () => {
      const entries = await readdir(at("nerdsh/code"), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    [Symbol.asyncDispose]: async () => await directory[Symbol.asyncDispose](),
  };
}

for (const runtime of ["bun", "deno"] as const) {
  describe(`compiled code of the bundle on ${runtime}`, () => {
    test("is kept by the first starts, two at once too, and used by those that follow", async () => {
      await using program = await smallProgram(runtime);
      assert.deepEqual(await Promise.all([program.start(), program.start()]), ["first 246\n", "first 246\n"]);
      await program.start(); // Deno's second start keeps what it compiled of the text that the first one kept.
      await program.change();
      assert.equal(await program.start(), "first 246\n");
      assert.equal((await readdir(program.cache)).length, 1);
    });

    test("is ignored where it is broken or cut short, and made again", async () => {
      await using program = await smallProgram(runtime);
      await program.start();
      await program.start();
      const kept = await program.kept();
      await program.change();
      let expected = "first 246\n";
      for (const file of kept) {
        const whole = await readFile(file);
        const middle = whole.length >> 1;
        const end = middle + (whole.length >> 2);
        const damages = {
          "cut short": whole.subarray(0, middle),
          "with zeros in the middle": Buffer.from(whole).fill(0, middle, end),
          foreign: Buffer.from("throw new Error('not ours');\n"),
        };
        for (const [damage, bytes] of Object.entries(damages)) {
          assert.equal(await program.start(), expected, `${file} before it is ${damage}`);
          await writeFile(file, bytes);
          expected = "other 246\n";
          assert.equal(await program.start(), expected, `${file} ${damage}`);
          await program.start();
        }
      }
    });

    test("is ignored where another user could have written it", { skip: process.getuid?.() !== 0 }, async () => {
      await using program = await smallProgram(runtime);
      await program.start();
      await program.start();
      await program.change();
      const [place] = await readdir(program.cache);
      await chown(join(program.cache, place!), 65_534, 65_534);
      assert.equal(await program.start(), "other 246\n");
    });

    test("is done without where nothing can be written", async () => {
      await using program = await smallProgram(runtime);
      for (const home of ["/dev/null", "/proc/self/fdinfo"]) assert.equal(await program.start(home), "first 246\n");
    });
  });
}
