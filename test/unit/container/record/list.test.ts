import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listContainers } from "../../../../src/container/record/list.ts";
import type { Context } from "../../../../src/context.ts";
import { resolveSettings } from "../../../../src/settings/resolve.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const policy = { "containerd.io/restart.policy": "always", "containerd.io/restart.explicitly-stopped": "true" };

/** An engine with as many exited containers as running ones, and one that a policy had in its care; `sent` counts its records. */
async function hostOf(running: number) {
  const root = await temporaryDirectory();
  const settings = await resolveSettings({ environment: { NERDSH_ROOT: root.path }, userId: 0 });
  const createdAt = new Date(Date.now() + 60_000).toISOString();
  const record = (id: string, labels: object = {}) => ({ id, labels, image: "busybox", runtime: {}, createdAt });
  const ids = Array.from({ length: running }, (_, i) => `up${i}`);
  const records = [...ids.map((id) => record(id)), ...ids.map((id) => record(`exited-${id}`)), record("held", policy)];
  const fits = ({ id, labels }: { id: string; labels: object }) => {
    const known = [`id==${id}`, ...Object.keys(labels).map((key) => `labels."${key}"`)];
    return (filters: readonly string[]) => filters.length === 0 || filters.some((filter) => known.includes(filter));
  };
  let sent = 0;
  const list = async (filters: readonly string[]) => {
    const found = records.filter((each) => fits(each)(filters));
    sent += found.length;
    return found;
  };
  const task = (status: string) => ({ pid: process.pid, status, exitCode: 0, exitedAt: "2026-01-02T03:05:00Z" });
  const tasks = new Map([
    ...ids.map((id) => [id, task("RUNNING")] as const),
    ...ids.map((id) => [`exited-${id}`, task("STOPPED")] as const),
  ]);
  const engine = {
    namespace: "default",
    containers: { list, listAll: async () => await list([]), listAtLeast: list },
    tasks: { list: async () => tasks },
  };
  // Of the engine, this reads lists and nothing else.
  const context = { engine, settings, signal: new AbortController().signal } as unknown as Context;
  return { context, ids, sent: () => sent, [Symbol.asyncDispose]: () => root[Symbol.asyncDispose]() };
}

describe("the list of containers that run", () => {
  for (const running of [0, 1, 40]) {
    it(`has ${running} of ${running}, and none that has exited or is held`, async () => {
      await using host = await hostOf(running);
      const found = await listContainers(host.context, { all: false });
      assert.deepEqual(found.map(({ id }) => id).sort(), [...host.ids].sort());
    });
  }

  it("is made without the records of those that have exited", async () => {
    await using host = await hostOf(20);
    await listContainers(host.context, { all: false });
    assert.equal(host.sent(), 21);
  });

  it("has none that started before it was made, though the kernel's clock is coarse", async () => {
    await using host = await hostOf(1);
    const [found] = await listContainers(host.context, { all: false });
    assert.equal(found?.startedMs, found?.createdMs);
  });
});
