import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { commitContainer } from "../../../src/container/commit.ts";
import { copyFrom } from "../../../src/container/copy/copy.ts";
import { containerDiff } from "../../../src/container/diff.ts";
import { inspectContainer } from "../../../src/container/inspect/inspect.ts";
import { startContainer } from "../../../src/container/start.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { until } from "../../support/condition.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const inspect = async ({ id }: TestContainer) =>
  (await inspectContainer(containers.context, id)) as {
    Config: Record<string, unknown>;
    HostConfig: Record<string, unknown>;
  };

describe("the first process of a container", () => {
  test("has the groups, the mask and the annotations that were asked for", async () => {
    const annotation = { "org.example.team": "web" };
    const input = { user: "guest", groupAdd: ["root", "29,4242"], umask: "0077", annotation };
    await using box = await containers.run(input, ["sh", "-c", "id -G >/dev/shm/file; exec sleep 1000000"]);
    await until("it has written", async () => (await box.output("cat", "/dev/shm/file")) === "1000 0 29 4242\n");
    assert.equal(await box.output("stat", "-c", "%a", "/dev/shm/file"), "600\n");
    const { GroupAdd, Annotations } = (await inspect(box)).HostConfig;
    assert.deepEqual([GroupAdd, Annotations], [["root", "29", "4242"], annotation]);
    await assert.rejects(containers.run({ groupAdd: "nonesuch" }), { message: "no such group in the image: nonesuch" });
    await assert.rejects(containers.run({ umask: "99" }), { code: "INVALID_VALUE", message: "invalid umask: 99" });
  });

  test("has cgroups and places of its own where it is systemd, and is stopped as that wants", async () => {
    await using box = await containers.run({ systemd: "always" });
    const mounts = await box.output("cat", "/proc/mounts");
    for (const place of ["/run", "/run/lock", "/tmp", "/var/lib/journal"]) {
      assert.match(mounts, new RegExp(`^tmpfs ${place} tmpfs rw`, "m"));
    }
    assert.match(mounts, /^cgroup \S+ cgroup2? rw/m);
    assert.equal((await inspect(box)).Config["StopSignal"], "SIGRTMIN+3");
    await assert.rejects(containers.run({ systemd: "always", privileged: true }), { hint: /without-host-devices/ });
    await using plain = await containers.run({ systemd: "true" });
    assert.equal((await inspect(plain)).Config["StopSignal"], undefined);
  });

  test("is the init that was named", async () => {
    const init = join(containers.directory, "my-init");
    await copyFile("/bin/busybox", init);
    await assert.rejects(containers.run({ initBinary: "/nonexistent/init" }), { message: /init binary not found/ });
    const { HostConfig } = await inspect(await containers.create({ initBinary: init }));
    assert.equal(HostConfig["Init"], true);
  });
});

describe("the runtime of a container", () => {
  test("is another program where that was named, also for the next start", async () => {
    const runtime = join(containers.directory, "my-runc");
    const log = join(containers.directory, "my-runc.log");
    await writeFile(runtime, `#!/bin/sh\necho "$*" >>${log}\nexec runc "$@"\n`, { mode: 0o755 });
    const creations = async () => (await readFile(log, "utf8")).split("\n").filter((line) => / create /.test(line));
    await using box = await containers.run({ runtime });
    assert.equal((await inspect(box)).HostConfig["Runtime"], runtime);
    await stopContainer(containers.context, await box.record(), { timeout: 0 });
    await startContainer(containers.context, await box.record(), { attach: false, interactive: false });
    assert.equal((await creations()).length, 2);
    await using usual = await containers.create();
    assert.equal((await inspect(usual)).HostConfig["Runtime"], "io.containerd.runc.v2");
  });

  test("must be installed", async () => {
    for (const runtime of ["nonesuch", "io.containerd.nonesuch.v1", "/nonexistent/runc"]) {
      const refused = { code: "INVALID_VALUE", message: `unknown or invalid runtime name: ${runtime}` };
      await assert.rejects(containers.run({ runtime }), refused);
    }
  });
});

describe("a command in a container", () => {
  test("has variables from files, below those that were written", async () => {
    const file = join(containers.directory, "exec.env");
    await writeFile(file, "A=file\nB=file\n");
    await using box = await containers.run({ env: { A: "container" } });
    const flags = { envFile: file, env: { B: "flag" } };
    assert.equal(await box.outputWith(flags, "sh", "-c", "echo $A $B"), "file flag\n");
  });
});

describe("a container without an image", () => {
  test("has a directory of the host as its root, over restarts too", async () => {
    const root = join(containers.directory, "root");
    for (const directory of ["bin", "etc", "dev", "proc", "sys"])
      await mkdir(join(root, directory), { recursive: true });
    await copyFile("/bin/busybox", join(root, "bin/busybox"));
    await symlink("busybox", join(root, "bin/cat"));
    await writeFile(join(root, "etc/passwd"), "guest:x:1000:1000::/:/bin/sh\n");
    await writeFile(join(root, "file"), "of the host\n");
    const command = ["/bin/busybox", "sleep", "1000000"];
    const input = { rootfs: true, user: "guest" };
    {
      await using box = await containers.run(input, command, root);
      assert.equal(await box.output("cat", "/file"), "of the host\n");
      const { Config, HostConfig } = await inspect(box);
      assert.deepEqual([Config["Image"], Config["Cmd"], HostConfig["ReadonlyRootfs"]], ["", command, false]);
      assert.match((await box.record()).labels["nerdctl/name"]!, /^untitled-/);
      await stopContainer(containers.context, await box.record(), { timeout: 0 });
      await copyFrom(containers.context, await box.record(), "/file", join(containers.directory, "copy"));
      assert.equal(await readFile(join(containers.directory, "copy"), "utf8"), "of the host\n");
      const unsupported = { code: "UNSUPPORTED", hint: `its files are in ${root}` };
      await assert.rejects(containerDiff(containers.context, await box.record()), unsupported);
      await assert.rejects(
        commitContainer(containers.context, await box.record(), { tag: "of-directory" }),
        unsupported,
      );
      await startContainer(containers.context, await box.record(), { attach: false, interactive: false });
      assert.match(await box.outputWith({ user: "guest" }, "cat", "/proc/self/status"), /^Uid:\t1000\t/m);
    }
    assert.equal(await readFile(join(root, "file"), "utf8"), "of the host\n");
    await assert.rejects(containers.run(input, command, `${root}/file`), {
      message: /^not a directory to be the root: /,
    });
  });
});

describe("the platform of a container", () => {
  test("must be one whose programs run here", async () => {
    const platform = process.arch === "s390x" ? "linux/amd64" : "linux/s390x";
    await assert.rejects(containers.run({ platform }), { code: "UNSUPPORTED", message: /do not run on this host/ });
    await assert.rejects(containers.run({ platform: "windows/amd64" }), { code: "UNSUPPORTED" });
    await using box = await containers.create({ platform: process.arch === "x64" ? "amd64" : process.arch });
    assert.equal((await box.record()).labels["nerdctl/platform"]?.split("/")[0], "linux");
  });
});
