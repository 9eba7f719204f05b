import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { repository } from "../support/installed-package.ts";

const execute = promisify(execFile);

describe("the executable", () => {
  test("runs alone: no Node, no packages, no repository, and under any name", async () => {
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
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
