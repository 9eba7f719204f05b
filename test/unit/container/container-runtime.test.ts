import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { containerRuntime } from "../../../src/container/container-runtime.ts";
import { readRuntimeOptions } from "../../../src/engine/runtime-options.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("--runtime", () => {
  test("is a shim's name, or a program that runc's shim drives", async () => {
    await using directory = await temporaryDirectory();
    const { path } = directory;
    for (const name of ["crun", "containerd-shim-runsc-v1"]) await writeFile(join(path, name), "", { mode: 0o755 });
    const runtime = (asked: string, cgroupManager: "cgroupfs" | "systemd" = "cgroupfs") => {
      const { name, options } = containerRuntime(asked, { programDirs: [path], cgroupManager });
      return [name, readRuntimeOptions(options).binaryName || undefined, readRuntimeOptions(options).systemdCgroup];
    };
    const runc = "io.containerd.runc.v2";
    const crun = join(path, "crun");
    assert.deepEqual(runtime(runc), [runc, undefined, undefined]);
    assert.deepEqual(runtime(runc, "systemd"), [runc, undefined, true]);
    assert.deepEqual(runtime("crun"), [runc, crun, false]);
    assert.deepEqual(runtime(crun, "systemd"), [runc, crun, true]);
    assert.deepEqual(runtime("io.containerd.runsc.v1"), ["io.containerd.runsc.v1", undefined, undefined]);
    for (const asked of ["youki", "io.containerd.kata.v2", "./crun"]) {
      assert.throws(() => runtime(asked), { code: "INVALID_VALUE", hint: /is not installed$/ });
    }
  });
});
