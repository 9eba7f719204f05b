import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { engineFiles } from "../../../src/engine/embedded/engine-files.ts";
import { findProgram } from "../../../src/engine/embedded/programs.ts";
import { engineRoot } from "../../support/engine-root.ts";

/** A small file system at `path`, gone with the block. */
function mountTmpfs(path: string, options: string): Disposable {
  mkdirSync(path, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
  return { [Symbol.dispose]: () => execFileSync("umount", ["--lazy", path]) };
}

describe("an engine that cannot start says why", () => {
  test("where containerd and runc are not installed", async () => {
    await using root = await engineRoot({ programDirs: [] });
    await assert.rejects(root.start(), {
      code: "ENGINE_NOT_INSTALLED",
      message: "the embedded engine lacks containerd, containerd-shim-runc-v2, runc",
      hint: "apt-get install containerd runc",
    });
    assert.equal(root.pid, undefined);
  });

  test("where only runc is missing", async () => {
    await using root = await engineRoot();
    const bin = join(root.settings.root, "bin");
    mkdirSync(bin);
    for (const name of ["containerd", "containerd-shim-runc-v2"]) {
      symlinkSync(findProgram(name, root.settings.programDirs)!, join(bin, name));
    }
    await using partial = await engineRoot({ programDirs: [bin] });
    await assert.rejects(partial.start(), {
      code: "ENGINE_NOT_INSTALLED",
      message: "the embedded engine lacks runc",
      hint: "apt-get install runc",
    });
  });

  test("where the disk is full", async () => {
    await using root = await engineRoot();
    using _full = mountTmpfs(engineFiles(root.settings).data, "size=8k");
    await assert.rejects(root.start(), { code: "DISK_FULL", hint: /NERDSH_ROOT/ });
    assert.equal(root.pid, undefined);
  });

  test("where its directory is read-only", async () => {
    await using parent = await engineRoot();
    const path = join(parent.settings.root, "mounted");
    using _readOnly = mountTmpfs(path, "ro");
    const changes = { root: join(path, "root"), runtimeDir: parent.settings.runtimeDir };
    await assert.rejects(parent.with(changes).start(), {
      code: "ENGINE_DENIED",
      message: `cannot write to the engine's directory ${path}/root`,
    });
  });

  test("where a file is in the place of its directory", async () => {
    await using parent = await engineRoot();
    const path = join(parent.settings.root, "file");
    writeFileSync(path, "");
    await assert.rejects(parent.with({ root: path }).start(), {
      code: "ENGINE_FAILED",
      message: `not a directory: ${path}`,
    });
  });

  test("with the end of its log where it exits", async () => {
    await using root = await engineRoot();
    const { data, log } = engineFiles(root.settings);
    writeFileSync(data, "not a directory");
    await assert.rejects(root.start(), {
      code: "ENGINE_FAILED",
      message: /^containerd exited at its start: .*not a directory/,
      hint: `see ${log}`,
      stderr: /not a directory/,
    });
  });
});
