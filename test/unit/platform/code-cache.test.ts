import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { programOutput, runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const codeCache = fileURLToPath(new URL("../../../src/platform/node/code-cache.ts", import.meta.url));

/** A program of one expression, and how it is started below a cache of its own. */
async function cachedProgram(directory: string, text: string) {
  const [program, start] = [join(directory, "program.cjs"), join(directory, "start.mts")];
  await writeFile(program, text);
  await writeFile(
    start,
    `import { loadCached } from ${JSON.stringify(codeCache)};\nloadCached(${JSON.stringify(program)});\n`,
  );
  const env = { ...process.env, XDG_CACHE_HOME: directory, NODE_DISABLE_COMPILE_CACHE: undefined };
  return { env, words: ["--import", "tsx", start] };
}

describe("the code cache of the bundle on Node 20", () => {
  test("is kept by use, since one loads what another ran for nothing, and not for a command that fails", async () => {
    await using directory = await temporaryDirectory();
    const { env, words: start } = await cachedProgram(
      directory.path,
      '() => { process.exitCode = process.argv[2] === "fails" ? 1 : 0; };\n',
    );
    const compose = [
      ["compose", "-p", "x", "up"],
      ["compose", "version"],
    ];
    for (const words of [
      ["ps"],
      ["ps", "-a"],
      ["run", "x"],
      ...compose,
      ["fails"],
      ["./a.nerd.ts"],
      ["--version"],
      [],
    ]) {
      await runProgram(process.execPath, [...start, ...words], { env });
    }
    const names = await readdir(join(directory.path, "nerdsh/code"));
    const uses = names.map((name) => name.replace(/^.*-\d+-/, ""));
    assert.deepEqual(uses.sort(), ["compose", "compose-up", "other", "prompt", "ps", "recipe", "run"]);
  });

  test("is made again where a crash of the machine has left zeros in it, of which V8 would die", async () => {
    await using directory = await temporaryDirectory();
    const text = `() => { const all = ${JSON.stringify("a".repeat(20_000))}; console.log(all.length); };\n`;
    const { env, words } = await cachedProgram(directory.path, text);
    const run = async () => await programOutput(process.execPath, words, { env });
    assert.equal(await run(), "20000\n");
    const [name] = await readdir(join(directory.path, "nerdsh/code"));
    const file = join(directory.path, "nerdsh/code", name!);
    const whole = await readFile(file);
    await writeFile(file, Buffer.from(whole).fill(0, 4096, 8192));
    assert.equal(await run(), "20000\n");
    assert.equal((await readFile(file)).length, whole.length);
    assert.notDeepEqual((await readFile(file)).subarray(4096, 8192), Buffer.alloc(4096));
  });
});
