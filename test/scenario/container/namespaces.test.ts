import assert from "node:assert/strict";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { after, before, describe, test } from "node:test";
import { inspectContainer } from "../../../src/container/inspect/inspect.ts";
import { startContainer } from "../../../src/container/start.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

/** `pid:[4026531836]`: the same text is the same namespace. */
const namespaceOf = async (box: TestContainer, kind: string) =>
  (await box.output("readlink", `/proc/self/ns/${kind}`)).trim();
const hostNamespace = (kind: string) => readlink(`/proc/self/ns/${kind}`);

const hostConfig = async ({ id }: TestContainer) =>
  ((await inspectContainer(containers.context, id)) as { HostConfig: Record<string, unknown> }).HostConfig;

const start = async (box: TestContainer) =>
  await startContainer(containers.context, await box.record(), { attach: false, interactive: false });
const stop = async (box: TestContainer) => await stopContainer(containers.context, await box.record(), { timeout: 0 });

const mountsBelow = async (directory: string) =>
  (await readFile("/proc/mounts", "utf8")).split("\n").filter((line) => line.includes(` ${directory}/`));

describe("a container", () => {
  test("shares with the host the namespaces that were asked for, and no others", async () => {
    await using box = await containers.run({ pid: "host", ipc: "host", uts: "host", cgroupns: "private" });
    for (const kind of ["pid", "ipc", "uts"]) assert.equal(await namespaceOf(box, kind), await hostNamespace(kind));
    for (const kind of ["mnt", "net", "cgroup"]) {
      assert.notEqual(await namespaceOf(box, kind), await hostNamespace(kind));
    }
    assert.equal((await box.output("cat", "/proc/sys/kernel/hostname")).trim(), hostname());
    const { PidMode, IpcMode, UTSMode, CgroupnsMode } = await hostConfig(box);
    assert.deepEqual([PidMode, IpcMode, UTSMode, CgroupnsMode], ["host", "host", "host", "private"]);
  });

  test("joins the processes of another one, again where that one was started anew", async () => {
    await using owner = await containers.run({ name: "owner" });
    await using guest = await containers.run({ pid: "container:owner" }, ["sleep", "1000001"]);
    assert.equal(await namespaceOf(guest, "pid"), await namespaceOf(owner, "pid"));
    assert.match(await guest.output("cat", "/proc/1/cmdline"), /1000000/);
    assert.equal((await hostConfig(guest))["PidMode"], `container:${owner.id}`);
    assert.equal((await guest.record()).labels["nerdctl/pid-container"], owner.id);
    await stop(guest);
    await stop(owner);
    await assert.rejects(start(guest), { code: "CONTAINER_NOT_RUNNING", hint: "nerdsh start owner" });
    await start(owner);
    await start(guest);
    assert.equal(await namespaceOf(guest, "pid"), await namespaceOf(owner, "pid"));
  });

  test("is made for one that does not run, and runs only with it", async () => {
    await using owner = await containers.create({ name: "later" });
    await assert.rejects(containers.run({ pid: "container:later" }), { code: "CONTAINER_NOT_RUNNING" });
    await assert.rejects(containers.run({ pid: "container:latr" }), { code: "UNKNOWN_CONTAINER", hint: /later/ });
    await using guest = await containers.create({ pid: "container:later" });
    await assert.rejects(start(guest), { code: "CONTAINER_NOT_RUNNING" });
    await start(owner);
    await start(guest);
    assert.equal(await namespaceOf(guest, "pid"), await namespaceOf(owner, "pid"));
  });

  test("shares memory and message queues where it was made for that", async () => {
    const { directory } = containers;
    const root = directory.replace(/\/files$/, "/nerdsh");
    {
      await using owner = await containers.run({ name: "giver", ipc: "shareable", shmSize: "8m" });
      await using guest = await containers.run({ ipc: "container:giver" });
      await owner.output("sh", "-c", "echo shared >/dev/shm/file");
      assert.equal(await guest.output("cat", "/dev/shm/file"), "shared\n");
      assert.equal(await namespaceOf(guest, "ipc"), await namespaceOf(owner, "ipc"));
      assert.match(await owner.output("cat", "/proc/mounts"), /^shm \/dev\/shm tmpfs .*size=8192k/m);
      assert.deepEqual(
        [(await hostConfig(owner))["IpcMode"], (await hostConfig(guest))["IpcMode"]],
        ["shareable", `container:${owner.id}`],
      );
      const { mode, hostShmPath } = JSON.parse((await owner.record()).labels["nerdctl/ipc"]!);
      assert.equal(mode, "shareable");
      assert.deepEqual((await mountsBelow(root)).filter((line) => line.includes(hostShmPath)).length, 1);
      await stop(owner);
      await stop(guest);
      await start(owner);
      await start(guest);
      assert.equal(await guest.output("cat", "/dev/shm/file"), "shared\n");
    }
    assert.deepEqual(
      (await mountsBelow(root)).filter((line) => line.startsWith("shm ")),
      [],
    );
  });

  test("keeps its own memory to itself, or has none", async () => {
    await using owner = await containers.run({ name: "alone" });
    await assert.rejects(containers.run({ ipc: "container:alone" }), { code: "INVALID_VALUE", hint: /shareable/ });
    await using none = await containers.run({ ipc: "none" });
    await assert.rejects(none.output("ls", "/dev/shm"));
    assert.equal((await hostConfig(owner))["IpcMode"], "private");
  });

  test("has kernel parameters of its own", async () => {
    await using box = await containers.run({ sysctl: { "net.core.somaxconn": "1000", "kernel.msgmax": "9000" } });
    assert.equal(await box.output("cat", "/proc/sys/net/core/somaxconn", "/proc/sys/kernel/msgmax"), "1000\n9000\n");
    const { Sysctls } = (await hostConfig(box)) as { Sysctls: Record<string, string> };
    assert.equal(Sysctls["kernel.msgmax"], "9000");
    await assert.rejects(containers.run({ sysctl: { "vm.swappiness": "1" } }), { code: "INVALID_VALUE" });
    await assert.rejects(containers.run({ userns: "private" }), { code: "INVALID_VALUE", message: /USER mode/ });
  });
});
