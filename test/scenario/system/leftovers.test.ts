import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readlinkSync } from "node:fs";
import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { newId } from "../../../src/container/record/names.ts";
import { statePaths } from "../../../src/container/record/state-directory.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { startContainer } from "../../../src/container/start.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { containerUndoStack, deleteTask } from "../../../src/container/undo.ts";
import { leasedEngine } from "../../../src/image/pull/pull-lease.ts";
import { createNetns } from "../../../src/network/netns.ts";
import { NameStore } from "../../../src/store/name-store.ts";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { until } from "../../support/condition.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { foundLater, HealthyContainers, later } from "../../support/healthy-containers.ts";
import { busyboxChainId, leftoverMakers, writeAbandoned } from "../../support/leftover-makers.ts";
import { running } from "../../support/running-child.ts";

let containers: Containers;
let healthy: HealthyContainers;

before(async () => {
  containers = await startContainers();
  healthy = await HealthyContainers.start(containers);
});
after(async () => {
  await containers[Symbol.asyncDispose]();
});

describe("doctor", () => {
  test("finds nothing where all is well, in whatever state containers are", async () => {
    assert.deepEqual(await foundLater(containers), []);
  });

  for (const [kind, make] of Object.entries(leftoverMakers)) {
    test(`finds and removes, and nothing else: ${kind}`, async () => {
      await make(containers, newId());
      const kindsFound = new Set((await foundLater(containers)).map((leftover) => leftover.kind));
      assert.ok(kindsFound.has(kind), `found ${[...kindsFound].join(", ")}`);
      const examined = await removeLeftovers(containers.context, later());
      assert.deepEqual(
        examined.filter(({ state }) => state !== "removed"),
        [],
      );
      assert.deepEqual(await foundLater(containers), []);
      await healthy.check();
    });
  }

  test("finds and removes a name whose container is called otherwise, and keeps its own", async () => {
    const { context } = containers;
    const names = new NameStore(context.settings.dataStore, "default");
    const { id, record } = await containers.create({ name: "renamed" });
    await names.reserve("half-way", id);
    const removed = await removeLeftovers(context, later());
    assert.deepEqual(
      removed.map(({ kind, name, state }) => [kind, name, state]),
      [["container name", "half-way", "removed"]],
    );
    assert.equal(await names.owner("renamed"), id);
    await removeContainer(context, await record(), { force: true, volumes: true });
  });

  test("leaves alone what an operation under way has made so far", async () => {
    const { context } = containers;
    const id = newId();
    await using undo = containerUndoStack(context);
    await undo.step("name", `half-made:${id}`, () =>
      new NameStore(context.settings.dataStore, "default").reserve("half-made", id),
    );
    await undo.step("state", id, async () => void (await mkdir(statePaths(context.settings, id).directory)));
    await undo.step("sandbox", id, async () => void (await createNetns(context.settings, id)));
    await undo.step(
      "snapshot",
      id,
      async () => void (await context.engine.snapshots().prepare(id, await busyboxChainId(context))),
    );
    await using leased = await leasedEngine(context.engine, "pull");
    assert.deepEqual(await foundLater(containers), []);
    assert.ok(leased);
  });

  test("leaves alone a container that was started after what had made it was killed", async () => {
    const { context } = containers;
    const { id, record } = await containers.create();
    await writeAbandoned(context, [
      { kind: "name", id: `cut-short:${id}` },
      { kind: "record", id },
      { kind: "snapshot", id },
    ]);
    const started = await startContainer(context, await record(), { attach: false, interactive: false });
    assert.ok(started);
    await stopContainer(context, await record(), { timeout: 0 });
    await context.engine.tasks.delete(id);
    assert.deepEqual(await foundLater(containers), []);
    await removeContainer(context, await record(), { force: true, volumes: true });
  });

  test("leaves alone what a nerdctl that runs may have made, until it is gone", async () => {
    const { context, directory } = containers;
    const program = join(directory, "nerdctl");
    copyFileSync("/bin/sleep", program);
    // While it runs, each doctor of this machine takes it for a client, so it ends with this process, too, however that ends.
    const child = spawn("setpriv", ["--pdeathsig=KILL", "--", program, "1000000"]);
    await using nerdctl = running(child);
    await until("it has become nerdctl", () => readlinkSync(`/proc/${child.pid}/exe`) === program);
    const state = statePaths(context.settings, newId()).directory;
    await mkdir(state);
    await utimes(state, new Date(later()), new Date(later()));
    assert.deepEqual(await foundLater(containers), []);
    await nerdctl[Symbol.asyncDispose]();
    assert.deepEqual(
      (await removeLeftovers(context, later())).map(({ name, state }) => [name, state]),
      [[state, "removed"]],
    );
  });

  test("leaves alone containers that others have in the same engine", async () => {
    const { engine, directory } = containers;
    const rootfs = join(directory, "foreign");
    mkdirSync(rootfs);
    copyFileSync("/bin/busybox", join(rootfs, "busybox"));
    const words = ["run", "--detach", "--rootfs", rootfs, "foreign", "/busybox", "sleep", "1000000"];
    execFileSync("ctr", ["--address", engine.address, "--namespace", "k8s.io", ...words]);
    const inside = containers.context.engine.inNamespace("k8s.io");
    const record = await inside.containers.get("foreign");
    await inside.containers.delete("foreign");
    try {
      assert.deepEqual(await foundLater(containers), []);
    } finally {
      await inside.containers.create({ ...record, spec: record.spec() });
      await deleteTask(inside, "foreign");
      await inside.containers.delete("foreign");
    }
  });
});
