import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { inspectContainer } from "../../../src/container/inspect/inspect.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

/** From `/proc/self/status` of a process in it. */
const status = async (box: TestContainer, field: string) =>
  new RegExp(`^${field}:\\s*(.*)$`, "m").exec(await box.output("cat", "/proc/self/status"))?.[1];

const hostConfig = async ({ id }: TestContainer) =>
  ((await inspectContainer(containers.context, id)) as { HostConfig: Record<string, unknown> }).HostConfig;

const isAllowed = async (box: TestContainer, ...command: string[]) =>
  await box.output("busybox", ...command).then(
    () => true,
    () => false,
  );

const newUserNamespace = ["unshare", "-U", "true"];

describe("a container", () => {
  test("has system calls filtered by Docker's profile, some of /proc hidden, and Docker's capabilities", async () => {
    await using box = await containers.run();
    assert.equal(await status(box, "Seccomp"), "2");
    assert.equal(await status(box, "CapBnd"), "00000000a80425fb");
    assert.equal(await isAllowed(box, ...newUserNamespace), false);
    assert.equal(await isAllowed(box, "mount", "-t", "tmpfs", "none", "/tmp"), false);
    assert.equal(await isAllowed(box, "touch", "/proc/sys/kernel/hostname"), false);
    assert.equal(await box.output("cat", "/proc/keys"), "");
    const { SecurityOpt, Privileged, MaskedPaths } = await hostConfig(box);
    assert.deepEqual([SecurityOpt, Privileged], [null, false]);
    assert.ok(Array.isArray(MaskedPaths) && MaskedPaths.includes("/proc/keys"));
  });

  test("may call what comes with a capability that it was given", async () => {
    await using box = await containers.run({ capAdd: "SYS_ADMIN,NET_ADMIN" });
    assert.equal(await status(box, "Seccomp"), "2");
    assert.equal(await isAllowed(box, "mount", "-t", "tmpfs", "none", "/tmp"), true);
    assert.deepEqual((await hostConfig(box))["CapAdd"], ["CAP_SYS_ADMIN", "CAP_NET_ADMIN"]);
  });

  test("has the filter of a profile of the user's own", async () => {
    const file = join(containers.directory, "profile.json");
    const denied = { names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 28 };
    await writeFile(file, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [denied] }));
    await using box = await containers.run({ securityOpt: `seccomp=${file}` });
    await assert.rejects(box.output("mkdir", "/tmp/x"), /No space left on device/);
    assert.deepEqual((await hostConfig(box))["SecurityOpt"], [`seccomp=${file}`]);
  });

  test("without protections that were taken away has the others", async () => {
    const securityOpt = ["seccomp=unconfined", "no-new-privileges", "systempaths=unconfined", "writable-cgroups=true"];
    await using box = await containers.run({ securityOpt });
    assert.equal(await status(box, "Seccomp"), "0");
    assert.equal(await status(box, "NoNewPrivs"), "1");
    assert.equal(await status(box, "CapBnd"), "00000000a80425fb");
    assert.equal(await isAllowed(box, ...newUserNamespace), true);
    assert.equal(await isAllowed(box, "touch", "/proc/sys/kernel/hostname"), true);
    assert.match(await box.output("cat", "/proc/mounts"), /^cgroup \S+ cgroup2? rw/m);
    const { SecurityOpt, MaskedPaths, ReadonlyPaths } = await hostConfig(box);
    assert.deepEqual([SecurityOpt, MaskedPaths, ReadonlyPaths], [securityOpt, [], []]);
  });

  test("that is privileged has all that this process may hand on, and the host's devices", async () => {
    await using box = await containers.run({ privileged: true, readOnly: true });
    assert.equal(await status(box, "Seccomp"), "0");
    assert.equal(await status(box, "CapEff"), await ownCapabilities());
    assert.equal(await isAllowed(box, "mount", "-t", "tmpfs", "none", "/tmp"), true);
    assert.match(await box.output("cat", "/proc/mounts"), /^sysfs \/sys sysfs rw/m);
    assert.match(await box.output("ls", "/dev"), /^kmsg$/m);
    assert.equal(await isAllowed(box, "dd", "if=/dev/kmsg", "of=/dev/null", "count=0"), true);
    await assert.rejects(box.output("touch", "/file"), /Read-only file system/);
    const { Privileged, ReadonlyRootfs } = await hostConfig(box);
    assert.deepEqual([Privileged, ReadonlyRootfs], [true, true]);
    assert.equal((await box.record()).labels["nerdctl/privileged"], "true");
    await using bare = await containers.run({ privileged: true, securityOpt: "privileged-without-host-devices" });
    assert.doesNotMatch(await bare.output("ls", "/dev"), /^kmsg$/m);
  });

  test("gives a command in it more, where that is asked for", async () => {
    await using box = await containers.run({ capDrop: "ALL" });
    assert.equal(await status(box, "CapEff"), "0000000000000000");
    const flags = { privileged: true, user: "guest:root" };
    const output = await box.outputWith(flags, "cat", "/proc/self/status");
    assert.match(output, new RegExp(`^CapBnd:\t${await ownCapabilities()}$`, "m"));
    assert.match(output, /^Uid:\t1000\t/m);
    assert.match(output, /^Gid:\t0\t/m);
  });

  test("is refused before anything is made where the host cannot serve what is asked for", async () => {
    const before = (await containers.context.engine.containers.list()).length;
    const cases: [option: string, code: string, message: RegExp][] = [
      ["seccomp=/nonexistent.json", "INVALID_VALUE", /opening seccomp profile failed: \/nonexistent.json/],
      ["seccomp={}", "INVALID_VALUE", /it has no defaultAction/],
      ["label=type:svirt_t", "UNSUPPORTED", /SELinux/],
      ["privileged-without-host-devices", "INVALID_VALUE", /without --privileged/],
      ["nonsense", "INVALID_VALUE", /invalid --security-opt: "nonsense"/],
    ];
    for (const [securityOpt, code, message] of cases) {
      await assert.rejects(containers.run({ securityOpt }), { code, message });
    }
    assert.equal((await containers.context.engine.containers.list()).length, before);
  });
});

async function ownCapabilities(): Promise<string> {
  return /^CapBnd:\s*(\S+)$/m.exec(await readFile("/proc/self/status", "utf8"))![1]!;
}
