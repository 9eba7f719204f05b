import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { engineStatus } from "../../../src/engine/embedded/status.ts";
import { stopEmbedded } from "../../../src/engine/embedded/stop.ts";
import { until } from "../../support/condition.ts";
import { engineRoot } from "../../support/engine-root.ts";

/** Command lines of every process that names `path`. */
function processesWith(path: string): readonly string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  });
  return lines.filter((line) => line.includes(path));
}

describe("stopping the embedded engine", () => {
  test("ends its processes and removes its sockets", async () => {
    await using root = await engineRoot();
    const { pid } = await root.start();
    assert.deepEqual(await stopEmbedded(root.settings, root.engine), { pid, containers: [] });
    const { address, root: directory } = root.settings;
    assert.deepEqual([address, `${address}.ttrpc`].filter(existsSync), []);
    assert.equal((await engineStatus(root.settings)).state, "stopped");
    await until("its launcher is gone", () => processesWith(directory).length === 0);
  });

  test("does nothing where it does not run", async () => {
    await using root = await engineRoot();
    assert.deepEqual(await stopEmbedded(root.settings, root.engine), { containers: [] });
  });

  test("is refused while a container runs, and stops that too where forced", async () => {
    await using root = await engineRoot();
    const { pid } = await root.start();
    root.runContainer("busy");
    await assert.rejects(stopEmbedded(root.settings, root.engine), {
      code: "CONTAINER_RUNNING",
      message: "a container is running: busy (default)",
      hint: "nerdsh engine stop --force stops them too",
    });
    assert.equal(root.pid, pid);

    const stopped = await stopEmbedded(root.settings, root.engine, { force: true });
    assert.deepEqual(stopped, { pid, containers: [{ namespace: "default", id: "busy" }] });
    await until("shim and container are gone", () => processesWith(root.settings.root).length === 0);
    await root.start();
    assert.deepEqual(
      (await root.engine.containers.list()).map(({ id }) => id),
      ["busy"],
    );
  });

  test("is refused where it hangs, and kills it where forced", async () => {
    await using root = await engineRoot();
    const { pid } = await root.start();
    process.kill(pid, "SIGSTOP");
    await until("it hangs", () => /^State:\s*T/m.test(readFileSync(`/proc/${pid}/status`, "utf8")));
    assert.equal((await engineStatus(root.settings)).state, "unreachable");
    await assert.rejects(stopEmbedded(root.settings, root.engine), {
      code: "ENGINE_FAILED",
      message: `containerd does not answer: process ${pid}`,
    });
    assert.deepEqual(await stopEmbedded(root.settings, root.engine, { force: true }), { pid, containers: [] });
    assert.equal(root.pid, undefined);
  });
});
