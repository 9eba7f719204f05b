import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { commitContainer } from "../../../src/container/commit.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { localImage } from "../../../src/image/image.ts";
import { until } from "../../support/condition.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const statusOf = async ({ id }: TestContainer) => (await containers.context.engine.tasks.get({ id })).status;

const configOf = async (digest: string) =>
  JSON.parse((await containers.context.engine.content.bytes(digest)).toString());

describe("commit", () => {
  test("makes an image that runs with the container's changes", async () => {
    const { context } = containers;
    await using box = await containers.run();
    await box.output("sh", "-c", "echo new > /srv/file; rm /etc/group; ln /srv/file /srv/again");
    const image = await commitContainer(context, await box.record(), { tag: "made/image:1" });
    assert.equal(image.name, "docker.io/made/image:1");
    assert.equal(image.layers.length, 2);
    assert.equal(await statusOf(box), "RUNNING");
    await using again = await containers.run({}, ["sleep", "1000000"], "made/image:1");
    assert.equal(await again.output("cat", "/srv/file", "/srv/again"), "new\nnew\n");
    assert.equal(await again.output("sh", "-c", "ls /etc"), await box.output("sh", "-c", "ls /etc"));
  });

  test("keeps how the container was run, and who made what", async () => {
    const { context } = containers;
    const input = { env: { A: "1" }, workdir: "/srv", user: "guest", label: { own: "yes" }, hostname: "box" };
    await using box = await containers.run(input, ["sh", "-c", "sleep 1000000"]);
    const options = { tag: "documented", author: "Ada <ada@example.org>", message: "first" };
    const { configDigest, diffIds } = await commitContainer(context, await box.record(), options);
    const { created, rootfs, history, ...document } = await configOf(configDigest);
    assert.deepEqual(document, {
      architecture: document.architecture,
      os: "linux",
      author: "Ada <ada@example.org>",
      config: {
        Cmd: ["sh", "-c", "sleep 1000000"],
        Env: ["PATH=/bin", "LANG=C", "A=1"],
        WorkingDir: "/srv",
        User: "guest",
        Labels: { own: "yes" },
      },
    });
    assert.deepEqual(rootfs, { type: "layers", diff_ids: diffIds });
    const entry = { created, created_by: "sh -c sleep 1000000", author: "Ada <ada@example.org>", comment: "first" };
    assert.deepEqual(history, [{ created_by: "nerdsh" }, entry]);
  });

  test("stacks: an image of a container of a committed image has the layers of both", async () => {
    const { context } = containers;
    await using first = await containers.run();
    await first.output("sh", "-c", "echo 1 > /srv/one");
    await commitContainer(context, await first.record(), { tag: "stack:1" });
    await using second = await containers.run({}, ["sleep", "1000000"], "stack:1");
    await second.output("sh", "-c", "echo 2 > /srv/two");
    const { layers } = await commitContainer(context, await second.record(), { tag: "stack:2" });
    assert.equal(layers.length, 3);
    await using third = await containers.run({}, ["sleep", "1000000"], "stack:2");
    assert.equal(await third.output("cat", "/srv/one", "/srv/two"), "1\n2\n");
  });

  test("takes a stopped container as well, and leaves a paused one paused", async () => {
    const { context } = containers;
    await using box = await containers.run();
    await box.output("sh", "-c", "echo x > /srv/x");
    await context.engine.tasks.pause(box.id);
    const paused = await commitContainer(context, await box.record(), { tag: "of-paused" });
    assert.equal(await statusOf(box), "PAUSED");
    await stopContainer(context, await box.record(), { timeout: 0 });
    const stopped = await commitContainer(context, await box.record(), { tag: "of-stopped" });
    assert.deepEqual(stopped.diffIds, paused.diffIds);
  });

  test("finds the layers below even where the image's name is another's by now", async () => {
    const { context } = containers;
    const sleeper = { files: { "/bin/sleep": { path: "/bin/busybox", mode: 0o755 } } };
    const old = await imageFromFiles(context, { name: "moving", ...sleeper });
    await using box = await containers.run({}, ["/bin/sleep", "1000000"], "moving");
    await imageFromFiles(context, { name: "kept", ...sleeper });
    await imageFromFiles(context, { name: "moving", files: { "/else": "" } });
    const image = await commitContainer(context, await box.record(), { tag: "committed" });
    assert.deepEqual(image.diffIds.slice(0, -1), old.diffIds);
    await context.engine.images.delete("docker.io/library/kept:latest");
    await context.engine.images.delete("docker.io/library/committed:latest", { sync: true });
    await assert.rejects(commitContainer(context, await box.record(), { tag: "never" }), { code: "IMAGE_NOT_PRESENT" });
  });

  test("leaves nothing behind where it fails or is stopped, and the container runs on", async () => {
    const { context } = containers;
    await using box = await containers.run();
    const before = await objects();
    await assert.rejects(commitContainer(context, await box.record(), { tag: "No Tag" }), { code: "INVALID_VALUE" });
    await box.output("sh", "-c", "dd if=/dev/urandom of=/srv/large bs=1M count=200 2>/dev/null");
    const controller = new AbortController();
    const stopped = commitContainer(containers.aborting(controller.signal), await box.record(), { tag: "stopped" });
    await untilPaused(box);
    controller.abort(new Error("no longer wanted"));
    await assert.rejects(stopped, /no longer wanted/);
    assert.equal(await statusOf(box), "RUNNING");
    const added = (await objects()).filter((name) => !before.includes(name));
    assert.deepEqual(added, []);
    assert.equal(await localImage(context, "docker.io/library/stopped:latest"), undefined);
  });
});

async function objects() {
  const { engine } = containers.context;
  const [leases, snapshots, images] = await Promise.all([
    engine.leases.list(),
    engine.snapshots().list(),
    engine.images.list(),
  ]);
  const names = [
    ...leases.map(({ id }) => id),
    ...snapshots.map(({ name }) => name),
    ...images.map(({ name }) => name),
  ];
  return names.sort();
}

async function untilPaused(box: TestContainer): Promise<void> {
  await until("the container stands still", async () => (await statusOf(box)) === "PAUSED");
}
