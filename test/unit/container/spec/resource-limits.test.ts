import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ResourceLimits, updatedResources } from "../../../../src/container/spec/resource-limits.ts";
import type { LinuxResources } from "../../../../src/engine/runtime-spec.ts";

const mebibyte = 2 ** 20;
const before: LinuxResources = {
  devices: [{ allow: false, access: "rwm" }],
  memory: { limit: 64 * mebibyte, swap: 128 * mebibyte },
  cpu: { shares: 512 },
};

describe("new limits", () => {
  const cases: readonly [what: string, limits: ResourceLimits, changed: Partial<LinuxResources>][] = [
    ["of nothing change nothing", {}, {}],
    [
      "of memory keep the limit of swap",
      { memory: 100 * mebibyte },
      { memory: { limit: 100 * mebibyte, swap: 128 * mebibyte } },
    ],
    ["of swap keep that of memory", { memorySwap: -1 }, { memory: { limit: 64 * mebibyte, swap: -1 } }],
    [
      "of CPUs are a quota in Docker's period",
      { cpus: 1.5 },
      { cpu: { shares: 512, period: 100_000, quota: 150_000 } },
    ],
    ["of no CPUs take the quota away", { cpus: 0 }, { cpu: { shares: 512, period: 100_000, quota: -1 } }],
    [
      "of which CPUs keep how much of them",
      { cpusetCpus: "0-1,3", cpusetMems: "0" },
      { cpu: { shares: 512, cpus: "0-1,3", mems: "0" } },
    ],
    ["of shares replace the old ones", { cpuShares: 1024 }, { cpu: { shares: 1024 } }],
    ["of processes are a number", { pidsLimit: 10 }, { pids: { limit: 10 } }],
    ["of block I/O are a weight", { blkioWeight: 300 }, { blockIO: { weight: 300 } }],
    [
      "of a quota keep the shares",
      { cpuQuota: 50_000, cpuPeriod: 200_000 },
      { cpu: { shares: 512, quota: 50_000, period: 200_000 } },
    ],
    ["of 0 processes are none", { pidsLimit: 0 }, { pids: { limit: -1 } }],
  ];
  for (const [what, limits, changed] of cases) {
    test(what, () => assert.deepEqual(updatedResources(before, limits), { ...before, ...changed }));
  }

  test("of memory alone, where there were none, allow as much swap", () => {
    assert.deepEqual(updatedResources({}, { memory: 64 * mebibyte }), {
      memory: { limit: 64 * mebibyte, swap: 128 * mebibyte },
    });
  });

  test("leave the parts that they do not concern the same objects", () => {
    const { devices, memory, cpu } = updatedResources(before, { pidsLimit: 1 });
    assert.deepEqual([devices === before.devices, memory === before.memory, cpu === before.cpu], [true, true, true]);
  });

  const failures: readonly [limits: ResourceLimits, message: RegExp][] = [
    [{ memory: 200 * mebibyte }, /^memoryswap limit should be larger than memory limit: /],
    [{ memory: 64 * mebibyte, memorySwap: 32 * mebibyte }, /^memoryswap limit should be larger than memory limit: /],
    [{ memory: mebibyte }, /^minimum memory limit allowed is 6MB: 1048576 bytes$/],
    [{ memory: Number.NaN }, /^failed to parse memory bytes: NaN$/],
    [{ memory: 1.5 }, /^failed to parse memory bytes: 1\.5$/],
    [{ memorySwap: -2 }, /^failed to parse memory bytes: -2$/],
    [{ cpus: -1 }, /^not a number of CPUs: -1$/],
    [{ cpus: Number.POSITIVE_INFINITY }, /^not a number of CPUs: Infinity$/],
    [{ cpuShares: 1 }, /^CPU shares outside of 2 to 262144: 1$/],
    [{ cpusetCpus: "0-" }, /^invalid value for cpuset cpus: 0-$/],
    [{ cpusetMems: "all" }, /^invalid value for cpuset mems: all$/],
    [{ pidsLimit: -2 }, /^not a number of processes: -2$/],
  ];
  for (const [limits, message] of failures) {
    test(`of ${JSON.stringify(limits)} are refused`, () => {
      assert.throws(() => updatedResources(before, limits), { code: "INVALID_VALUE", message });
    });
  }

  test("of memory below what is reserved are refused", () => {
    const reserved = { memory: { limit: 64 * mebibyte, swap: -1, reservation: 32 * mebibyte } };
    assert.throws(() => updatedResources(reserved, { memory: 16 * mebibyte }), {
      message: /below the memory reservation/,
    });
  });

  test("of swap without one of memory are refused", () => {
    assert.throws(() => updatedResources({}, { memorySwap: 64 * mebibyte }), {
      message: /always set the memory limit/,
    });
  });
});
