import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OnDemandChannel } from "../../../src/engine/on-demand-channel.ts";
import { methods } from "../../../src/engine/protocol.ts";
import type { Channel, Method } from "../../../src/rpc/channel.ts";
import { RpcError } from "../../../src/rpc/rpc-error.ts";

/** Fails its first calls as told, then answers; `calls` says how many there were, `ensured` how often the engine was made sure of. */
function channelThatFails(...errors: readonly Omit<ConstructorParameters<typeof RpcError>[2], "path">[]) {
  const counts = { calls: 0, ensured: 0 };
  const next = async ({ path }: Method) => {
    const facts = errors[counts.calls++];
    if (facts !== undefined) throw new RpcError("UNAVAILABLE", "the connection was lost", { path, ...facts });
    return { answer: true };
  };
  const channel: Channel = {
    unary: next,
    async *serverStream(method) {
      yield await next(method);
    },
    duplex: () => assert.fail("not called"),
    close: () => {},
  };
  const onDemand = new OnDemandChannel(
    () => channel,
    async () => void counts.ensured++,
  );
  return { onDemand, counts };
}

const lost = {};
const neverSeen = { isUnseen: true };
const { tasks, containers, events } = methods;

describe("a call that finds no engine", () => {
  test("starts it, and is made again", async () => {
    const { onDemand, counts } = channelThatFails(neverSeen);
    assert.deepEqual(await onDemand.unary(containers.get, {}), { answer: true });
    assert.deepEqual(counts, { calls: 2, ensured: 1 });
  });

  test("is given up after the third attempt", async () => {
    const { onDemand, counts } = channelThatFails(neverSeen, neverSeen, neverSeen);
    await assert.rejects(onDemand.unary(containers.get, {}), { status: "UNAVAILABLE" });
    assert.deepEqual(counts, { calls: 3, ensured: 2 });
  });

  test("is a stream as well, as long as nothing of it has come", async () => {
    const { onDemand, counts } = channelThatFails(neverSeen);
    for await (const message of onDemand.serverStream(events.subscribe, {}))
      assert.deepEqual(message, { answer: true });
    assert.equal(counts.ensured, 1);
  });
});

describe("a call whose engine goes away under it", () => {
  test("is made again where that does no harm", async () => {
    const { onDemand, counts } = channelThatFails(lost);
    assert.deepEqual(await onDemand.unary(tasks.wait, {}), { answer: true });
    assert.equal(counts.calls, 2);
  });

  for (const name of ["create", "start", "exec", "checkpoint"] as const) {
    test(`is not made again where it may have been begun: ${name}`, async () => {
      const { onDemand, counts } = channelThatFails(lost);
      await assert.rejects(onDemand.unary(tasks[name], {}), { status: "UNAVAILABLE" });
      assert.deepEqual(counts, { calls: 1, ensured: 0 });
    });

    test(`is made again where the engine has never seen it: ${name}`, async () => {
      const { onDemand, counts } = channelThatFails(neverSeen);
      assert.deepEqual(await onDemand.unary(tasks[name], {}), { answer: true });
      assert.deepEqual(counts, { calls: 2, ensured: 1 });
    });
  }
});
