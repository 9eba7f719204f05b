import assert from "node:assert/strict";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { nerdsh } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** What the check of imports reads, in a place of its own: others may be at work in this one. */
async function clone() {
  const directory = await temporaryDirectory();
  const at = (path: string) => join(directory.path, "clone", path);
  for (const path of ["src", "recipes", "scripts", "package.json"])
    await cp(join(repository, path), at(path), { recursive: true });
  await symlink(join(repository, "node_modules"), at("node_modules"));
  const env = { NERDSH_ROOT: join(directory.path, "root"), NERDCTL_TOML: "/nonexistent/nerdctl.toml" };
  return {
    at,
    ci: (...words: string[]) => nerdsh(["ci", ...words], { cwd: at("src/task"), env }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

describe("nerdsh's own pipeline", () => {
  test("is found from below, runs a check once, and again where something has changed", async () => {
    await using project = await clone();
    const first = await project.ci("imports");
    assert.match(first.stdout, /^imports: done after /m, first.stdout + first.stderr);
    const second = await project.ci("imports");
    assert.match(second.stdout, /^1 task: 1 cached, in /m, second.stdout + second.stderr);
    await writeFile(project.at("src/duration.ts"), 'import "./cli/help.ts";\n');
    const third = await project.ci("imports");
    assert.equal(third.exitCode, 1);
    assert.match(third.stdout, /^imports \| src\/duration\.ts imports src\/cli\/help\.ts: src\/cli lies above src$/m);
    assert.match(
      third.stderr,
      /^failed: imports\nerror: a command exited with status 1\n {2}src\/duration\.ts imports /m,
    );
  });

  test("lists its tasks", async () => {
    const { stdout } = await nerdsh(["ci", "--list"], { cwd: join(repository, "docs") });
    for (const task of ["form", "types", "imports", "unused", "lint", "build", "unit", "test"])
      assert.match(stdout, new RegExp(`^ *${task}\\b`, "m"));
  });
});

describe("nerdsh ci", () => {
  test("prefers ci.nerd.ts, runs in its directory, and hands words on", async () => {
    await using directory = await temporaryDirectory();
    const program = (name: string) => `task("show", { default: true, words: { word: "optional" } }, ({ args }) =>
      console.log("${name}", process.cwd(), args.word));`;
    await mkdir(join(directory.path, ".nerdsh"));
    await mkdir(join(directory.path, "deep/er"), { recursive: true });
    await writeFile(join(directory.path, ".nerdsh/ci.nerd.ts"), program("hidden"));
    const options = { cwd: join(directory.path, "deep/er"), env: { NERDSH_ROOT: join(directory.path, "root") } };
    const hidden = await nerdsh(["ci"], options);
    assert.match(hidden.stdout, new RegExp(`^show \\| hidden ${directory.path} undefined$`, "m"), hidden.stderr);
    await writeFile(join(directory.path, "ci.nerd.ts"), program("plain"));
    const plain = await nerdsh(["ci", "show", "it"], options);
    assert.match(plain.stdout, new RegExp(`^show \\| plain ${directory.path} it$`, "m"), plain.stderr);
  });

  test("says how to get a pipeline where there is none", async () => {
    await using directory = await temporaryDirectory();
    const { exitCode, stderr } = await nerdsh(["ci"], { cwd: directory.path });
    assert.equal(exitCode, 1);
    assert.match(stderr, /no ci\.nerd\.ts, .*\n.*nerdsh init ci --template pipeline/);
  });
});
