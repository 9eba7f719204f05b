import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { until } from "../../support/condition.ts";
import { type EngineRoot, engineRoot } from "../../support/engine-root.ts";

async function clientOf({ settings }: EngineRoot): Promise<Socket> {
  const client = connect(settings.address);
  await once(client, "connect");
  return client;
}

describe("an embedded engine without anything to do", () => {
  test("stops itself, and is back with the next command", async () => {
    await using root = await engineRoot({ engineIdleMs: 1_000 });
    const { pid } = await root.start();
    await until("containerd is gone", () => root.pid === undefined);
    await until("its socket is gone", () => !existsSync(root.settings.address));
    assert.notEqual((await root.start()).pid, pid);
  });

  test("is neither one with a client nor one with a container", async () => {
    // Long enough for a client to come in time, and the idle one's the longest, so that it is the last to go.
    await using used = await engineRoot({ engineIdleMs: 4_000 });
    await using full = await engineRoot({ engineIdleMs: 4_000 });
    await using idle = await engineRoot({ engineIdleMs: 5_000 });
    const { pid } = await used.start();
    const client = await clientOf(used);
    await full.start();
    const starter = await clientOf(full);
    full.runContainer("worker");
    starter.destroy();
    await idle.start();

    await until("the idle engine is gone", () => idle.pid === undefined);
    assert.equal(used.pid, pid);
    assert.equal((await full.engine.tasks.get({ id: "worker" })).status, "RUNNING");
    client.destroy();
    await until("the engine is gone after its client", () => used.pid === undefined);
  });

  test("runs for ever where the idle time is 0", async () => {
    await using lasting = await engineRoot({ engineIdleMs: 0 });
    await using idle = await engineRoot({ engineIdleMs: 200 });
    const { pid } = await lasting.start();
    await idle.start();
    await until("the other engine is gone", () => idle.pid === undefined);
    assert.equal(lasting.pid, pid);
  });
});
