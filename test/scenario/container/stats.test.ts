import assert from "node:assert/strict";
import { totalmem } from "node:os";
import { after, before, describe, test } from "node:test";
import { containerStats, watchStats } from "../../../src/container/stats.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { asBridgeNetwork } from "../../../src/network/bridge/bridge-network.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { createNetwork } from "../../support/private-network.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const mebibyte = 2 ** 20;

describe("stats", () => {
  test("tell what an idle container uses", async () => {
    await using box = await containers.run({ name: "idle" });
    const { readAt, cpuUsageNs, cpuPercent, memoryUsageBytes, memoryPercent, ...rest } = await containerStats(
      containers.context,
      await box.record(),
    );
    assert.deepEqual(rest, {
      id: box.id,
      name: "idle",
      memoryLimitBytes: totalmem(),
      pids: 1,
      blockReadBytes: 0,
      blockWriteBytes: 0,
      networkReceivedBytes: 0,
      networkSentBytes: 0,
    });
    assert.ok(Math.abs(Date.now() - Date.parse(readAt)) < 60_000, readAt);
    assert.ok(cpuUsageNs > 0 && cpuPercent < 50, `${cpuUsageNs} ns, ${cpuPercent} %`);
    assert.ok(memoryUsageBytes > 0 && memoryUsageBytes < 32 * mebibyte, String(memoryUsageBytes));
    assert.equal(memoryPercent, (memoryUsageBytes / totalmem()) * 100);
  });

  test("see a busy process, its memory and its children, against its own limits", async () => {
    const script = "dd if=/dev/zero of=/dev/shm/x bs=1M count=20; sleep 1000000 & while :; do :; done";
    await using box = await containers.run({ memory: 256 * mebibyte, cpus: 0.5 }, ["sh", "-c", script]);
    let looks = 0;
    for await (const stats of watchStats(containers.context, await box.record())) {
      assert.equal(stats.memoryLimitBytes, 256 * mebibyte);
      assert.ok(stats.cpuPercent < 75, `half of a CPU is allowed, not ${stats.cpuPercent} %`);
      if (stats.pids === 2 && stats.cpuPercent > 10 && stats.memoryUsageBytes > 20 * mebibyte) break;
      assert.ok(++looks < 20, JSON.stringify(stats));
    }
  });

  test("count the bytes of its own network", async () => {
    const network = await createNetwork(containers.context.settings, "counted");
    await using box = await containers.run({ network: network.name });
    const { gateway } = asBridgeNetwork(network)!.ranges[0]!;
    await assert.rejects(box.output("wget", "-T", "1", "-O", "-", `http://${gateway}:1/`), /refused/);
    const { networkReceivedBytes, networkSentBytes } = await containerStats(containers.context, await box.record());
    assert.ok(networkReceivedBytes > 0 && networkSentBytes > 0, `${networkReceivedBytes} in, ${networkSentBytes} out`);
  });

  test("are nobody's on the host's network", async () => {
    await using box = await containers.run({ network: "host" });
    const { networkReceivedBytes, networkSentBytes } = await containerStats(containers.context, await box.record());
    assert.deepEqual({ networkReceivedBytes, networkSentBytes }, { networkReceivedBytes: 0, networkSentBytes: 0 });
  });

  test("end with the container, and with whoever has asked", async () => {
    const { context } = containers;
    await using box = await containers.run();
    const controller = new AbortController();
    const reason = new Error("seen enough");
    await assert.rejects(
      async () => {
        for await (const _stats of watchStats(containers.aborting(controller.signal), await box.record()))
          controller.abort(reason);
      },
      (error: Error) => error === reason || error.cause === reason,
    );
    let looks = 0;
    for await (const _stats of watchStats(context, await box.record())) {
      looks += 1;
      await stopContainer(context, await box.record(), { timeout: 0 });
    }
    assert.equal(looks, 1);
    await assert.rejects(containerStats(context, await box.record()), { code: "CONTAINER_NOT_RUNNING" });
  });
});
