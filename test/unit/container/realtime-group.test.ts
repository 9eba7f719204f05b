import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkRealtimeGroup } from "../../../src/container/realtime-group.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("real time is refused where the group above has none, or is not there yet", async () => {
  await using tree = await temporaryDirectory();
  for (const [name, runtime] of [
    ["some", "1000\n"],
    ["none", "0\n"],
  ] as const) {
    await mkdir(join(tree.path, name));
    await writeFile(join(tree.path, name, "cpu.rt_runtime_us"), runtime);
  }
  const check = (group: string, cpuRtRuntime?: number) => () => checkRealtimeGroup(group, { cpuRtRuntime }, tree.path);
  for (const group of ["/none/id", "/new/id"]) {
    const message = `--cpu-rt-runtime: the cgroup above has no real-time runtime to give: ${tree.path}${group.replace("id", "cpu.rt_runtime_us")}`;
    assert.throws(check(group, 500), { code: "UNSUPPORTED", message, hint: /--cgroup-parent/ });
    assert.doesNotThrow(check(group));
  }
  assert.doesNotThrow(check("/some/id", 500));
  assert.doesNotThrow(check("system.slice:nerdctl:id", 500));
});
