import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { codec } from "../../../src/engine/engine.ts";
import { taskUsage } from "../../../src/engine/task-usage.ts";

const metrics = (version: "v1" | "v2", value: object) => {
  const typeUrl = `io.containerd.cgroups.${version}.Metrics`;
  return taskUsage({ typeUrl, value: codec.encode(typeUrl, value) });
};

const nothing = {
  cpuNs: 0,
  memoryBytes: 0,
  memoryLimitBytes: undefined,
  pids: 0,
  pidsLimit: undefined,
  blockReadBytes: 0,
  blockWriteBytes: 0,
};
const something = {
  cpuNs: 3_000_000,
  memoryBytes: 70,
  memoryLimitBytes: 1000,
  pids: 2,
  pidsLimit: 50,
  blockReadBytes: 30,
  blockWriteBytes: 40,
};

describe("the usage of a task", () => {
  test("is read from the metrics of separate hierarchies", () => {
    const entry = (op: string, value: number, minor = 0) => ({ op, device: "", major: 8, minor, value });
    const value = {
      pids: { current: 2, limit: 50 },
      cpu: { usage: { total: 3_000_000, kernel: 1, user: 2 } },
      memory: { totalInactiveFile: 30, usage: { limit: 1000, usage: 100 } },
      blkio: {
        ioServiceBytesRecursive: [
          entry("Read", 10),
          entry("Write", 40),
          entry("Sync", 50),
          entry("read", 20, 1),
          entry("Total", 99),
        ],
      },
    };
    assert.deepEqual(metrics("v1", value), something);
  });

  test("is read from those of the unified one", () => {
    const value = {
      pids: { current: 2, limit: 50 },
      cpu: { usageUsec: 3000, userUsec: 1, systemUsec: 2 },
      memory: { inactiveFile: 30, usage: 100, usageLimit: 1000 },
      io: {
        usage: [
          { major: 8, minor: 0, rbytes: 10, wbytes: 40 },
          { major: 8, minor: 1, rbytes: 20, wbytes: 0 },
        ],
      },
    };
    assert.deepEqual(metrics("v2", value), something);
  });

  test("has no limit where the kernel names a number that no machine has", () => {
    assert.deepEqual(metrics("v1", { memory: { usage: { limit: 2 ** 63 - 2 ** 12 } } }), nothing);
    assert.deepEqual(metrics("v2", { memory: { usageLimit: 2 ** 64 - 2 ** 11 } }), nothing);
    assert.deepEqual(metrics("v2", {}), nothing);
  });

  test("never is below zero, though the cache is counted a moment later", () => {
    assert.deepEqual(metrics("v2", { memory: { inactiveFile: 10, usage: 5 } }), nothing);
  });

  test("is known by the end of the type's URL, and undefined for another runtime's", () => {
    const value = codec.encode("io.containerd.cgroups.v2.Metrics", {});
    assert.deepEqual(taskUsage({ typeUrl: "type.googleapis.com/io.containerd.cgroups.v2.Metrics", value }), nothing);
    assert.equal(taskUsage({ typeUrl: "windows.Metrics", value }), undefined);
  });
});
