import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ResourceHost, supportedResources } from "../../../../src/container/spec/resource-support.ts";

const cgroup: ResourceHost["cgroup"] = {
  version: 2,
  mode: "unified",
  controllers: ["cpu", "cpuset", "io", "memory", "pids"],
  memoryLimit: true,
  swapLimit: true,
  oomKillDisable: false,
  cpuQuota: true,
  cpuShares: true,
  cpuset: true,
  pidsLimit: true,
  swappiness: false,
  blockWeight: true,
  realtime: false,
};
const host: ResourceHost = { cgroup, cpus: 2, rdt: false };

const given = (changes: Partial<ResourceHost["cgroup"]>): ResourceHost => ({
  ...host,
  cgroup: { ...cgroup, ...changes },
});

describe("limits that a host", () => {
  test("can keep stay as they are, without a word", () => {
    const options = { memory: 2 ** 30, cpus: 2, pidsLimit: 10, blkioWeight: 100, cgroupConf: ["memory.high=1"] };
    assert.deepEqual(supportedResources(options, host), { options, warnings: [] });
  });

  test("with cgroup v2 lacks are left out with Docker's warning", () => {
    const { options, warnings } = supportedResources({ memorySwappiness: 10, oomKillDisable: true, cpus: 1 }, host);
    assert.deepEqual(options, { memorySwappiness: undefined, oomKillDisable: false, cpus: 1 });
    assert.deepEqual(
      warnings.map((warning) =>
        warning.replace(/^your kernel does not support (.*) or the cgroup is not mounted: /, ""),
      ),
      ["memory swappiness discarded", "OomKillDisable discarded"],
    );
  });

  const losses: readonly [lacks: Partial<ResourceHost["cgroup"]>, asked: object, left: object][] = [
    [
      { memoryLimit: false, swapLimit: false },
      { memory: 2 ** 30, memorySwap: -1 },
      { memory: undefined, memorySwap: undefined },
    ],
    [{ swapLimit: false }, { memory: 2 ** 30 }, { memory: 2 ** 30, memorySwap: -1 }],
    [{ cpuQuota: false }, { cpus: 1 }, { cpus: undefined }],
    [{ cpuShares: false }, { cpuShares: 100 }, { cpuShares: undefined }],
    [{ cpuset: false }, { cpusetCpus: "0" }, { cpusetCpus: undefined }],
    [{ pidsLimit: false }, { pidsLimit: 5 }, { pidsLimit: undefined }],
    [{ blockWeight: false }, { blkioWeight: 50 }, { blkioWeight: undefined, blkioWeightDevice: [] }],
  ];
  for (const [lacks, asked, left] of losses) {
    test(`without ${Object.keys(lacks)} lacks are left out: ${JSON.stringify(asked)}`, () => {
      const { options, warnings } = supportedResources(asked, given(lacks));
      assert.deepEqual(options, left);
      assert.equal(warnings.length, 1);
    });
  }

  const refusals: readonly [asked: object, on: ResourceHost, code: string, message: RegExp][] = [
    [{ cpuRtRuntime: 1000 }, host, "UNSUPPORTED", /real-time scheduler/],
    [
      { cgroupConf: ["memory.high=1"] },
      given({ version: 1 }),
      "UNSUPPORTED",
      /cannot use --cgroup-conf without cgroup v2/,
    ],
    [{ rdtClass: "gold" }, host, "UNSUPPORTED", /cannot use --rdt-class/],
    [
      { cpus: 3 },
      host,
      "INVALID_VALUE",
      /^range of CPUs is from 0\.01 to 2\.00, as there are only 2 CPUs available: 3$/,
    ],
  ];
  for (const [asked, on, code, message] of refusals) {
    test(`cannot serve at all are refused: ${JSON.stringify(asked)}`, () => {
      assert.throws(() => supportedResources(asked, on), { code, message });
    });
  }

  test("can give real time are no reason to refuse it", () => {
    assert.deepEqual(supportedResources({ cpuRtRuntime: 1000 }, given({ version: 1, realtime: true })).warnings, []);
    assert.deepEqual(supportedResources({ rdtClass: "gold" }, { ...host, rdt: true }).warnings, []);
  });
});
