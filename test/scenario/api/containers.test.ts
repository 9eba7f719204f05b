import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { SystemEvent } from "../../../src/container/events/system-event.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import { programOutput } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
  await nerdsh.run("busybox", ["true"]).text();
});
after(() => nerdsh[Symbol.dispose]());

const offline = { network: "none" };

describe("containers", () => {
  test("lists those that a filter asks for", async () => {
    const label = { app: "web", tier: "front" };
    await using web = await nerdsh.run("busybox", ["sleep", "1000"], { ...offline, name: "web-1", label });
    await using _db = await nerdsh.run("busybox", ["sleep", "1000"], {
      ...offline,
      name: "db-1",
      label: { app: "db" },
    });
    const names = async (options: Parameters<typeof nerdsh.containers>[0]) =>
      (await nerdsh.containers(options)).map(({ name }) => name);
    assert.deepEqual(await names({ filter: { status: "running", label: { app: "web" } } }), ["web-1"]);
    assert.deepEqual(await names({ filter: { label: { app: true } } }), ["db-1", "web-1"]);
    assert.deepEqual(await names({ filter: { label: ["app", "tier=front"], name: "^web" } }), ["web-1"]);
    await web.stop({ timeout: 0 });
    assert.deepEqual(await names({ filter: { exited: 137 } }), ["web-1"]);
    // @ts-expect-error: no container has that status.
    await assert.rejects(async () => nerdsh.containers({ filter: { status: "up" } }), /invalid filter: status=up/);
  });

  test("lists at once what somebody else has made, changed or removed, in any namespace", async () => {
    const world = await testWorld();
    using context = await worldContext(world);
    const other = context.engine.inNamespace("other");
    const ctr = async (...words: string[]) =>
      void (await programOutput("ctr", ["--address", context.settings.address, "--namespace", ...words]));
    const ids = async (engine = context.engine) => (await engine.containers.list()).map(({ id }) => id);
    const isKept = async (engine = context.engine) => (await engine.containers.listAtLeast(["id==nobody"])).length > 0;
    await ctr("other", "containers", "create", "--rootfs", "/", "theirs", "true");
    await ctr("default", "containers", "create", "--rootfs", "/", "ours", "true");
    await until("a list is kept", async () => (await ids()).includes("ours") && (await isKept()));
    await until("another namespace's, too", async () => (await ids(other)).includes("theirs") && (await isKept(other)));
    assert.deepEqual(await ids(other), ["theirs"]);
    assert.ok((await ids()).includes("ours"));

    await ctr("default", "containers", "label", "ours", "colour=red");
    const labelled = await context.engine.containers.list();
    assert.deepEqual(labelled.map(({ labels }) => labels["colour"]).filter(Boolean), ["red"]);
    await ctr("default", "containers", "delete", "ours");
    assert.ok(!(await ids()).includes("ours"));
    await ctr("other", "containers", "create", "--rootfs", "/", "another", "true");
    assert.deepEqual((await ids(other)).sort(), ["another", "theirs"]);
    await ctr("other", "containers", "delete", "another", "theirs");
    assert.deepEqual(await ids(other), []);
  });

  test("are the same many in each process, and one more as soon as somebody makes it", async () => {
    const world = await testWorld();
    using context = await worldContext({ env: { ...world.env, CONTAINERD_NAMESPACE: "many" } });
    const { engine, settings } = context;
    const numbers = Array.from({ length: 34 }, (_, i) => i);
    const ctr = async (...words: string[]) =>
      void (await programOutput("ctr", ["--address", settings.address, "--namespace", "many", ...words]));
    await ctr("containers", "create", "--rootfs", "/", "first", "true");
    const record = await engine.containers.get("first");
    const spec = record.spec();
    for (const i of numbers) await engine.containers.create({ ...record, id: `one-of-many-${i}`, spec });
    const file = `${settings.runtimeDir}/lists/many.json`;
    // A session of its own is what a process has.
    const count = async () => {
      using fresh = await worldContext({ env: { ...world.env, CONTAINERD_NAMESPACE: "many" } });
      return (await fresh.engine.containers.listAll()).length;
    };
    const isWritten = async () => (await count()) === 35 && readFileSync(file, "utf8").includes('"revision":');
    await until("the list is written down", isWritten);
    assert.equal(await count(), 35);
    await ctr("containers", "create", "--rootfs", "/", "last", "true");
    assert.equal(await count(), 36);
    await ctr("containers", "delete", "first", "last", ...numbers.map((i) => `one-of-many-${i}`));
    assert.equal(await count(), 0);
  });
});

describe("a container's handle", () => {
  test("tells what happens to the container, and to no other", async () => {
    await using web = await nerdsh.run("busybox", ["sleep", "1000"], offline);
    const seen: SystemEvent[] = [];
    const watching = (async () => {
      for await (const event of web.events()) {
        seen.push(event);
        if (event.action === "die") return;
      }
    })();
    // Nobody tells when it listens.
    while (seen.length === 0) await web.exec(["true"]);
    await using _other = await nerdsh.run("busybox", ["true"], { ...offline, detach: true });
    await web.pause();
    await web.unpause();
    await web.kill();
    await watching;
    assert.deepEqual(new Set(seen.map(({ id }) => id)), new Set([web.id]));
    const actions = seen.map(({ action }) => action).filter((action) => !/^(exec_|kill)/.test(action));
    assert.deepEqual(actions, ["pause", "unpause", "die"]);
    assert.equal(seen.at(-1)?.attributes["exitCode"], "137");
  });

  test("attaches to its streams, in both directions", async () => {
    const script = 'read line; echo "got $line"; exit 3';
    await using box = await nerdsh.run("busybox", ["sh", "-c", script], {
      ...offline,
      interactive: true,
      detach: true,
    });
    using attachment = await box.attach();
    const { stdin, stdout } = attachment.streams;
    stdin!.write("a line\n");
    const chunks: Buffer[] = [];
    for await (const chunk of stdout) chunks.push(chunk as Buffer);
    assert.equal(Buffer.concat(chunks).toString(), "got a line\n");
    assert.equal((await attachment.exit).exitCode, 3);
  });
});
