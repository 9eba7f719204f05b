import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { forgetVolatile, volatileLayer } from "../../../src/container/volatile-layer.ts";
import type { Mount } from "../../../src/engine/protocol.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const overlay = (directory: string): Mount => ({
  type: "overlay",
  source: "overlay",
  target: "",
  options: ["index=off", `workdir=${directory}/work`, `upperdir=${directory}/fs`, "lowerdir=/lower"],
});

describe("a layer that goes with its container's exit", () => {
  const mount = overlay("/1");
  const view: Mount = { ...mount, options: ["lowerdir=/lower:/lowest"] };
  const bind: Mount = { type: "bind", source: "/1/fs", target: "", options: ["rbind", "ro"] };
  const cases: readonly [what: string, mounts: Mount[], kernel: string, isVolatile: boolean][] = [
    ["is volatile", [mount], "6.12.1-amd64", true],
    ["is volatile since Linux 5.10", [mount], "5.10.0", true],
    ["is as others before", [mount], "5.4.0-150-generic", false],
    ["is as others where nothing is written", [view], "6.12.1", false],
    ["is as others by a snapshotter without overlay", [bind], "6.12.1", false],
  ];
  for (const [what, mounts, kernel, isVolatile] of cases) {
    test(what, () => {
      const options = isVolatile ? [...mounts[0]!.options, "volatile"] : mounts[0]!.options;
      assert.deepEqual(volatileLayer(mounts, kernel), [{ ...mounts[0], options }]);
    });
  }

  test("loses overlay's mark, and nothing else", async () => {
    await using directory = await temporaryDirectory();
    const inside = (path: string) => join(directory.path, path);
    await mkdir(inside("work/work/incompat/volatile"), { recursive: true });
    await writeFile(inside("work/work/incompat/volatile/dirty"), "");
    await mkdir(inside("fs/work/incompat"), { recursive: true });
    for (let times = 0; times < 2; times++) forgetVolatile([overlay(directory.path), bind, view]);
    assert.deepEqual(["work/work", "work/work/incompat", "fs/work/incompat"].map(inside).map(existsSync), [
      true,
      false,
      true,
    ]);
  });
});
