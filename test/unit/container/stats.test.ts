import assert from "node:assert/strict";
import { totalmem } from "node:os";
import { describe, test } from "node:test";
import { labelKeys } from "../../../src/container/record/labels.ts";
import { statsBetween, type UsageSample } from "../../../src/container/stats.ts";

const sample: UsageSample = {
  readAt: "2026-08-01T12:00:00.999999999Z",
  cpuNs: 1_000_000_000,
  memoryBytes: 50,
  memoryLimitBytes: 200,
  pids: 3,
  pidsLimit: undefined,
  blockReadBytes: 4,
  blockWriteBytes: 5,
  receivedBytes: 6,
  sentBytes: 7,
};
const container = { id: "abc", labels: { [labelKeys.name]: "web" } };

describe("stats", () => {
  test("have the figures of the second sample, and how busy it was since the first", () => {
    const now = { ...sample, readAt: "2026-08-01T12:00:01.4Z", cpuNs: 1_600_000_000 };
    const { cpuPercent, ...rest } = statsBetween(sample, now, container);
    assert.ok(Math.abs(cpuPercent - 150) < 0.01, String(cpuPercent));
    assert.deepEqual(rest, {
      id: "abc",
      name: "web",
      readAt: "2026-08-01T12:00:01.4Z",
      cpuUsageNs: 1_600_000_000,
      memoryUsageBytes: 50,
      memoryLimitBytes: 200,
      memoryPercent: 25,
      pids: 3,
      blockReadBytes: 4,
      blockWriteBytes: 5,
      networkReceivedBytes: 6,
      networkSentBytes: 7,
    });
  });

  test("are idle where no time has passed, or the counters began anew", () => {
    assert.equal(statsBetween(sample, sample, container).cpuPercent, 0);
    const again = { ...sample, readAt: "2026-08-01T12:00:02Z", cpuNs: 0 };
    assert.equal(statsBetween(sample, again, container).cpuPercent, 0);
  });

  test("count against the machine's memory where there is no limit, or a higher one", () => {
    for (const memoryLimitBytes of [undefined, totalmem() * 2]) {
      assert.equal(statsBetween(sample, { ...sample, memoryLimitBytes }, container).memoryLimitBytes, totalmem());
    }
  });
});
