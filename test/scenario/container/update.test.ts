import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startContainer } from "../../../src/container/start.ts";
import { containerStats } from "../../../src/container/stats.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { updateContainer } from "../../../src/container/update.ts";
import { readHostFacts } from "../../../src/engine/host/host-facts.ts";
import { taskUsage } from "../../../src/engine/task-usage.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const mebibyte = 2 ** 20;

const limits = async ({ id }: TestContainer) => {
  const [metric] = await containers.context.engine.tasks.metrics([`id==${id}`]);
  const { memoryLimitBytes, pidsLimit } = taskUsage(metric!.data!)!;
  return { memoryLimitBytes, pidsLimit };
};

const resources = async (box: TestContainer) => {
  const { devices, ...rest } = (await box.record()).spec().linux.resources;
  assert.ok(devices!.length > 0, "the devices stay allowed");
  return rest;
};

describe("update", () => {
  test("changes the limits of a running container at once, and keeps them over a restart", async () => {
    const { context } = containers;
    await using box = await containers.run({ memory: 64 * mebibyte });
    assert.deepEqual(await limits(box), { memoryLimitBytes: 64 * mebibyte, pidsLimit: undefined });
    await updateContainer(context, await box.record(), {
      memory: 96 * mebibyte,
      memorySwap: 200 * mebibyte,
      pidsLimit: 50,
      cpus: 0.5,
    });
    const expected = { memoryLimitBytes: 96 * mebibyte, pidsLimit: 50 };
    assert.deepEqual(await limits(box), expected);
    await stopContainer(context, await box.record(), { timeout: 0 });
    await startContainer(context, await box.record(), { attach: false, interactive: false });
    assert.deepEqual(await limits(box), expected);
    assert.equal((await containerStats(context, await box.record())).memoryLimitBytes, 96 * mebibyte);
    assert.deepEqual(await resources(box), {
      memory: { limit: 96 * mebibyte, swap: 200 * mebibyte },
      pids: { limit: 50 },
      cpu: { period: 100_000, quota: 50_000 },
    });
  });

  test("is a note for the next start where the container does not run", async () => {
    const { context } = containers;
    await using box = await containers.create();
    await updateContainer(context, await box.record(), { memory: 80 * mebibyte, cpusetCpus: "0" });
    await startContainer(context, await box.record(), { attach: false, interactive: false });
    assert.equal((await limits(box)).memoryLimitBytes, 80 * mebibyte);
    assert.match(await box.output("cat", "/proc/self/status"), /^Cpus_allowed_list:\t0$/m);
  });

  test("takes limits away", async () => {
    const { context } = containers;
    await using box = await containers.run({ cpus: 0.5 });
    await updateContainer(context, await box.record(), { pidsLimit: 10 });
    await updateContainer(context, await box.record(), { pidsLimit: -1, cpus: 0 });
    assert.deepEqual(await limits(box), { memoryLimitBytes: undefined, pidsLimit: undefined });
    assert.deepEqual(await resources(box), { cpu: { quota: -1, period: 100_000 }, pids: { limit: -1 } });
  });

  test("records nothing of what contradicts itself, or what the runtime refuses", async () => {
    const { context } = containers;
    await using box = await containers.run({ memory: 64 * mebibyte });
    const before = await resources(box);
    const tooHigh = { memory: 256 * mebibyte };
    await assert.rejects(updateContainer(context, await box.record(), tooHigh), { code: "INVALID_VALUE" });
    const noSuchCpu = { cpusetCpus: String(readHostFacts().cpus + 1000) };
    await assert.rejects(updateContainer(context, await box.record(), noSuchCpu), { code: "RUNTIME_FAILED" });
    assert.deepEqual(await resources(box), before);
    assert.equal((await limits(box)).memoryLimitBytes, 64 * mebibyte);
  });
});
