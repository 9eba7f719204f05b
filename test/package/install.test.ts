import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { type InstalledPackage, installPackage, repository } from "../support/installed-package.ts";

const execute = promisify(execFile);

describe("the package, installed globally", () => {
  let nerdsh: InstalledPackage;
  before(async () => {
    nerdsh = await installPackage();
  });
  after(() => nerdsh[Symbol.asyncDispose]());

  test("brings the program, the library, their types and the licences, and no source or test", () => {
    for (const path of [
      "dist/main.cjs",
      "dist/main.js",
      "dist/index.js",
      "dist/globals.js",
      "dist/third-party-licenses.txt",
      "LICENSE",
    ]) {
      assert.ok(nerdsh.files.includes(path), path);
    }
    assert.ok(nerdsh.files.includes("dist/types/index.d.ts"));
    assert.ok(nerdsh.files.includes("dist/types/recipe/globals.d.ts"));
    assert.deepEqual(
      nerdsh.files.filter((path) => /^(src|test|scripts|bench|\.)/.test(path)),
      [],
    );
  });

  test("has the one version that package.json says, also under the names docker and nerdctl", async () => {
    const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
    const links = ["docker", "nerdctl"].map((name) => join(nerdsh.folder, name));
    for (const link of links) await symlink(nerdsh.program, link);
    for (const program of [nerdsh.program, ...links]) {
      const { stdout } = await execute(program, ["--version"]);
      assert.match(stdout, new RegExp(`\\b${version.replaceAll(".", "\\.")}\\b`), program);
    }
  });

  test("is imported by its name, with one NerdError for all who import it", async () => {
    await project(nerdsh);
    const code = `import { NerdError } from "nerdsh"; import "nerdsh/globals"; console.log(NerdError.name, typeof run);`;
    const words = ["--input-type=module", "--eval", code];
    const { stdout } = await execute(process.execPath, words, { cwd: join(nerdsh.folder, "project") });
    assert.equal(stdout, "NerdError function\n");
  });

  test("has types that accept what it does and reject a misspelt option, by import and as globals", async () => {
    const cwd = await project(nerdsh);
    await writeFile(
      join(cwd, "imported.mts"),
      `import { run } from "nerdsh";
       export const web = run("nginx", { publish: "8080:80" });
       // @ts-expect-error: no such option
       export const typo = run("nginx", { publsh: "8080:80" });`,
    );
    await writeFile(
      join(cwd, "globals.mts"),
      `/// <reference types="nerdsh/globals" />
       export const lines: Promise<string[]> = run("alpine", ["date"]).lines();
       // @ts-expect-error: no such option
       export const typo = run("alpine", ["date"], { intractive: true });`,
    );
    assert.equal(await typeErrors(cwd), "");
  });

  test("writes a recipe, whose types it checks as soon as there is a TypeScript beside it", async () => {
    const cwd = join(nerdsh.folder, "new-project");
    await mkdir(cwd);
    await execute(nerdsh.program, ["init"], { cwd });
    const check = () => execute(nerdsh.program, ["check", "hello.nerd.ts"], { cwd });
    await assert.rejects(check(), { code: 1, stderr: /none is installed\n.*npm install --save-dev typescript/ });
    for (const name of ["typescript", "@typescript"])
      await symlink(join(repository, "node_modules", name), join(nerdsh.home, "..", name));
    assert.equal((await check()).stdout, "hello.nerd.ts: no problems\n");
    assert.equal(await typeErrors(cwd), "");
  });
});

/** A project beside the installed package, as `npm link nerdsh` leaves it. */
async function project({ folder, home }: InstalledPackage): Promise<string> {
  const path = join(folder, "project");
  await mkdir(join(path, "node_modules"), { recursive: true });
  await symlink(home, join(path, "node_modules/nerdsh")).catch(ignoreExisting);
  await symlink(join(repository, "node_modules/@types"), join(path, "node_modules/@types")).catch(ignoreExisting);
  const compilerOptions = { module: "nodenext", target: "es2022", strict: true, noEmit: true, types: ["node"] };
  await writeFile(join(path, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.mts"] }));
  return path;
}

/** What a strict consumer's compiler says, about the declarations in the package as well. */
async function typeErrors(cwd: string): Promise<string> {
  const tsc = join(repository, "node_modules/.bin/tsc");
  return await execute(tsc, ["--project", "."], { cwd }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
