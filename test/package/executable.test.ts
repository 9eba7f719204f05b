import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { repository } from "../support/installed-package.ts";

const execute = promisify(execFile);

describe("the executable", () => {
  test("runs alone, and recipes too: no Node, no packages, no repository, and under any name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nerdsh-executable-"));
    try {
      await execute("npm", ["run", "build:exe"], { cwd: repository });
      await copyFile(join(repository, "dist/nerdsh"), join(folder, "nerdsh"));
      await symlink("nerdsh", join(folder, "docker"));
      const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
      for (const name of ["nerdsh", "docker"]) {
        const { stdout } = await execute(join(folder, name), ["--version"], { cwd: folder, env: { PATH: "/nowhere" } });
        assert.ok(stdout.includes(version), `${name} --version: ${stdout}`);
      }
      await writeFile(join(folder, "word.ts"), `export const word: string = "local";\n`);
      const entry = "node_modules/with-exports/esm/entry.mjs";
      await mkdir(dirname(join(folder, entry)), { recursive: true });
      await writeFile(join(folder, entry), `export const packaged = "packaged";\n`);
      const exports = { import: "./esm/entry.mjs", default: "./nowhere.js" };
      await writeFile(join(folder, "node_modules/with-exports/package.json"), JSON.stringify({ exports }));
      await writeFile(
        join(folder, "words.nerd.ts"),
        `import { run as imported } from "nerdsh";
import { packaged } from "with-exports";
import { word } from "./word.ts";
console.log(word, packaged, imported === run, NerdError.name, (await $\`echo \${word}\`).stdout.trim());
`,
      );
      const env = { PATH: process.env["PATH"], NERDSH_ROOT: join(folder, "root") };
      const { stdout } = await execute(join(folder, "nerdsh"), ["words.nerd.ts"], { cwd: folder, env });
      assert.equal(stdout, "local packaged true NerdError local\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
