import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { type ContainerStatus, isAlive, processStartMs, statusOf } from "../../../../src/container/record/status.ts";
import type { TaskStatus } from "../../../../src/engine/protocol.ts";

const task = (status: TaskStatus) => ({ pid: 1, status, exitCode: 0, exitedAt: "", streams: { terminal: false } });

describe("the status of a container", () => {
  const cases: readonly [task: TaskStatus | undefined, status: ContainerStatus, alive: boolean][] = [
    [undefined, "created", false],
    ["CREATED", "created", false],
    ["RUNNING", "running", true],
    ["PAUSED", "paused", true],
    ["PAUSING", "paused", true],
    ["STOPPED", "exited", false],
    ["UNKNOWN", "unknown", false],
  ];
  for (const [status, expected, alive] of cases) {
    test(`is ${expected} where its task is ${status ?? "not there"}`, () => {
      const state = status && task(status);
      assert.deepEqual([statusOf(state), isAlive(state)], [expected, alive]);
    });
  }
});

describe("the start of a process", () => {
  test("is what the kernel has written down, whatever the process calls itself", async () => {
    const beforeMs = Date.now();
    // The name in /proc/pid/stat stands in brackets, and may itself hold some.
    const child = spawn("sh", ["-c", 'echo ") 1 (x" > /proc/self/comm; echo ready; exec cat'], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const startMs = processStartMs(child.pid!)!;
    child.stdin.end();
    await once(child, "exit");
    assert.ok(Math.abs(startMs - beforeMs) < 3_000, `${startMs - beforeMs} ms apart`);
    assert.equal(processStartMs(child.pid!), undefined);
  });
});
