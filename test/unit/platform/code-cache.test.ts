import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const codeCache = fileURLToPath(new URL("../../../src/platform/node/code-cache.ts", import.meta.url));

describe("the code cache of the bundle on Node 20", () => {
  test("is kept by use, since one loads what another ran for nothing, and not for a command that fails", async () => {
    await using directory = await temporaryDirectory();
    const program = join(directory.path, "program.cjs");
    const start = join(directory.path, "start.mts");
    await writeFile(program, '() => { process.exitCode = process.argv[2] === "fails" ? 1 : 0; };\n');
    await writeFile(
      start,
      `import { loadCached } from ${JSON.stringify(codeCache)};\nloadCached(${JSON.stringify(program)});\n`,
    );
    const env = { ...process.env, XDG_CACHE_HOME: directory.path };
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
      await runProgram(process.execPath, ["--import", "tsx", start, ...words], { env });
    }
    const names = await readdir(join(directory.path, "nerdsh/code"));
    const uses = names.map((name) => name.replace(/^.*-\d+-/, ""));
    assert.deepEqual(uses.sort(), ["compose", "compose-up", "other", "prompt", "ps", "recipe", "run"]);
  });
});
