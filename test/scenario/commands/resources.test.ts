import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { before, describe, test } from "node:test";
import { readHostFacts } from "../../../src/engine/host/host-facts.ts";
import { readyCommandLine } from "../../support/command-line.ts";
import { programOutput } from "../../support/program.ts";
import { runningContainer } from "../../support/running-container.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

const isLegacy = readHostFacts().cgroup.version === 1;

/** Of each controller; runc makes them where the parent of a container's is not there. */
async function removeGroups(name: string): Promise<void> {
  for (const controller of await readdir("/sys/fs/cgroup")) {
    const group = `/sys/fs/cgroup/${controller}/${name}`;
    if (existsSync(group)) await rmdir(group);
  }
}

/** A block device of the test's own, by the one scheduler that knows weights. */
async function weighedDevice() {
  const directory = await temporaryDirectory();
  const file = join(directory.path, "disk");
  await writeFile(file, Buffer.alloc(2 ** 20));
  const path = (await programOutput("losetup", ["--find", "--show", file])).trim();
  const block = `/sys/block/${basename(path)}`;
  await writeFile(`${block}/queue/scheduler`, "bfq");
  return {
    path,
    number: (await readFile(`${block}/dev`, "utf8")).trim(),
    async [Symbol.asyncDispose]() {
      await programOutput("losetup", ["--detach", path]);
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe("limits of run", () => {
  test("are in the container's cgroups and in inspect, and update changes them there", {
    skip: !isLegacy,
  }, async () => {
    const memory = "-m 64m --memory-reservation 32m --memory-swap 100m --memory-swappiness 10 --oom-kill-disable";
    const cpu = "--cpu-quota 50000 --cpu-period 200000 --cpu-shares 512 --cpuset-cpus 0 --cpuset-mems 0";
    const bytes = "--device-read-bps /dev/loop0:1mb --device-write-bps /dev/loop0:2mb";
    const block = `--blkio-weight 300 ${bytes} --device-read-iops /dev/loop0:200 --device-write-iops /dev/loop0:100`;
    const rest = "--pids-limit 20 --shm-size 8m --ulimit nofile=100:200 --ulimit core=-1 --oom-score-adj 50";
    await using box = await runningContainer(
      ..."--cgroup-parent /nerdsh-parent".split(" "),
      ...`${memory} ${cpu} ${block} ${rest}`.split(" "),
    );
    const { files } = box;
    const values = () => ({
      limit: files("memory", "memory.limit_in_bytes"),
      swap: files("memory", "memory.memsw.limit_in_bytes"),
      reservation: files("memory", "memory.soft_limit_in_bytes"),
      quota: files("cpu", "cpu.cfs_quota_us"),
      shares: files("cpu", "cpu.shares"),
      pids: files("pids", "pids.max"),
      weight: files("blkio", "blkio.bfq.weight"),
    });
    const before = {
      limit: String(64 * 2 ** 20),
      swap: String(100 * 2 ** 20),
      reservation: String(32 * 2 ** 20),
      quota: "50000",
      shares: "512",
      pids: "20",
      weight: "300",
    };
    assert.deepEqual(values(), before);
    assert.equal(files("cpu", "cpu.cfs_period_us"), "200000");
    assert.equal(files("cpuset", "cpuset.cpus"), "0");
    assert.equal(files("memory", "memory.swappiness"), "10");
    assert.match(files("memory", "memory.oom_control"), /^oom_kill_disable 1$/m);
    assert.match(files("blkio", "blkio.throttle.read_bps_device"), /^7:0 1048576$/m);
    assert.match(files("blkio", "blkio.throttle.write_bps_device"), /^7:0 2097152$/m);
    assert.match(files("blkio", "blkio.throttle.read_iops_device"), /^7:0 200$/m);
    assert.match(files("blkio", "blkio.throttle.write_iops_device"), /^7:0 100$/m);
    const { State, HostConfig } = await box.inspected();
    assert.match(await readFile(`/proc/${State.Pid}/cgroup`, "utf8"), /:memory:\/nerdsh-parent\//);
    assert.equal((await readFile(`/proc/${State.Pid}/oom_score_adj`, "utf8")).trim(), "50");
    const limits = await readFile(`/proc/${State.Pid}/limits`, "utf8");
    assert.match(limits, /^Max open files +100 +200 /m);
    assert.match(limits, /^Max core file size +unlimited +unlimited /m);
    assert.match(await box.output("cat", "/proc/mounts"), /^shm \/dev\/shm tmpfs .*size=8192k/m);
    const { Memory, MemorySwap, MemorySwappiness, OomKillDisable, PidsLimit, ShmSize, Ulimits } = HostConfig;
    assert.deepEqual(
      { Memory, MemorySwap, MemorySwappiness, OomKillDisable, PidsLimit, ShmSize, Ulimits },
      {
        Memory: 64 * 2 ** 20,
        MemorySwap: 100 * 2 ** 20,
        MemorySwappiness: 10,
        OomKillDisable: true,
        PidsLimit: 20,
        ShmSize: 8 * 2 ** 20,
        Ulimits: [
          { Name: "nofile", Hard: 200, Soft: 100 },
          { Name: "core", Hard: -1, Soft: -1 },
        ],
      },
    );
    const { CgroupParent, BlkioWeight, BlkioDeviceReadBps, BlkioDeviceWriteIOps } = HostConfig;
    assert.deepEqual(
      { CgroupParent, BlkioWeight, BlkioDeviceReadBps, BlkioDeviceWriteIOps },
      {
        CgroupParent: "/nerdsh-parent",
        BlkioWeight: 300,
        BlkioDeviceReadBps: [{ Path: "/dev/loop0", Rate: 1048576 }],
        BlkioDeviceWriteIOps: [{ Path: "/dev/loop0", Rate: 100 }],
      },
    );

    const change = "update -m 96m --memory-swap 200m --memory-reservation 48m --cpu-quota 60000 -c 700 --pids-limit 30";
    const updated = await box.nerdsh(...change.split(" "), "--blkio-weight", "400", box.name);
    assert.deepEqual([updated.exitCode, updated.stdout, updated.stderr], [0, `${box.name}\n`, ""]);
    assert.deepEqual(values(), {
      limit: String(96 * 2 ** 20),
      swap: String(200 * 2 ** 20),
      reservation: String(48 * 2 ** 20),
      quota: "60000",
      shares: "700",
      pids: "30",
      weight: "400",
    });
    assert.equal((await box.inspected()).HostConfig.BlkioWeight, 400);
  });

  test("of real time come from a group that has some, and are refused by name where none has", {
    skip: !isLegacy || !readHostFacts().cgroup.realtime,
  }, async () => {
    const world = await testWorld();
    const parent = `nerdsh-realtime-${process.pid}`;
    const limits = ["--cpu-rt-runtime", "2000", "--cpu-rt-period", "500000"];
    const refused = await world.nerdsh(["run", "--cgroup-parent", parent, ...limits, "busybox", "true"]);
    assert.match(refused.stderr, new RegExp(`--cpu-rt-runtime: the cgroup above has no .*/cpu/${parent}/cpu\\.rt_`));
    assert.equal(refused.exitCode, 125);
    await using _ = { [Symbol.asyncDispose]: () => removeGroups(parent) };
    await mkdir(`/sys/fs/cgroup/cpu/${parent}`);
    await writeFile(`/sys/fs/cgroup/cpu/${parent}/cpu.rt_runtime_us`, "10000");
    await using box = await runningContainer("--cgroup-parent", parent, ...limits);
    const kept = ["cpu.rt_runtime_us", "cpu.rt_period_us"].map((file) => box.files("cpu", file));
    assert.deepEqual(kept, ["2000", "500000"]);
    const { CpuRealtimeRuntime, CpuRealtimePeriod } = (await box.inspected()).HostConfig;
    assert.deepEqual([CpuRealtimeRuntime, CpuRealtimePeriod], [2000, 500000]);
  });

  test("of a block device's weight are in the container's group, where its scheduler keeps them", {
    skip: !existsSync("/sys/fs/cgroup/blkio/blkio.bfq.io_service_bytes"),
  }, async () => {
    await using device = await weighedDevice();
    await using box = await runningContainer("--blkio-weight-device", `${device.path}:200`);
    assert.match(box.files("blkio", "blkio.bfq.weight_device"), new RegExp(`^${device.number} 200$`, "m"));
    const { BlkioWeightDevice } = (await box.inspected()).HostConfig;
    assert.deepEqual(BlkioWeightDevice, [{ Path: device.path, Weight: 200 }]);
  });

  const refusals: readonly [line: string, exitCode: number, stderr: RegExp][] = [
    ["run --kernel-memory 50m busybox", 125, /--kernel-memory is not supported: kernels since 5\.16/],
    ["run --device /dev/nope busybox", 125, /custom device "\/dev\/nope": no such file or directory/],
    ["run --device /dev/null:/dev/x:q busybox", 125, /bad mode specified: q/],
    ["run --gpus all busybox", 125, /unresolvable CDI devices nvidia\.com\/gpu=all\n {2}describe them: nvidia-ctk/],
    ["run --device-read-bps /dev/null:1mb busybox", 125, /no such block device on the host: \/dev\/null/],
    ["run --cpus 1 --cpu-period 1000 busybox", 125, /--cpus and --cpu-period cannot both be set/],
    ["run --cpus 1000 busybox", 125, /range of CPUs is from 0\.01 to/],
    ["run --ulimit nofile=9:1 busybox", 125, /soft limit must be less than or equal to hard limit: 9 > 1/],
    ["run --rdt-class gold busybox", 125, /--rdt-class/],
    ["update web", 1, /you must provide one or more flags/],
  ];
  test("that nothing could keep are refused before anything is made", async () => {
    await using world = await testWorld();
    const before = await world.census();
    for (const [line, exitCode, stderr] of refusals) {
      const refused = await world.nerdsh(line.split(" "));
      assert.match(refused.stderr, stderr);
      assert.equal(refused.exitCode, exitCode, line);
    }
    if (isLegacy) {
      const { stderr } = await world.nerdsh("run --cgroup-conf memory.high=1000000000 busybox true".split(" "));
      assert.match(stderr, /cannot use --cgroup-conf without cgroup v2/);
    }
    assert.deepEqual(await world.census(), before);
  });
});

describe("devices of run", () => {
  test("are there, one or a directory of them, with the rights that were given", async () => {
    const rule = "c 10:229 r";
    await using box = await runningContainer(
      "--device",
      "/dev/zero:/dev/nought:r",
      "--device",
      "/dev/net",
      "--device-cgroup-rule",
      rule,
    );
    assert.equal((await box.output("stat", "-c", "%F %t:%T", "/dev/nought")).trim(), "character special file 1:5");
    assert.equal((await box.output("stat", "-c", "%t:%T", "/dev/net/tun")).trim(), "a:c8");
    if (isLegacy) assert.match(box.files("devices", "devices.list"), /^c 10:229 r$/m);
    const { Devices, DeviceCgroupRules } = (await box.inspected()).HostConfig;
    assert.deepEqual(Devices, [
      { PathOnHost: "/dev/zero", PathInContainer: "/dev/nought", CgroupPermissions: "r" },
      { PathOnHost: "/dev/net", PathInContainer: "/dev/net", CgroupPermissions: "rwm" },
    ]);
    assert.deepEqual(DeviceCgroupRules, [rule]);
  });

  test("come by CDI with all that their vendor says of them", async () => {
    await using directory = await temporaryDirectory();
    const specs = join(directory.path, "cdi");
    await mkdir(specs);
    await writeFile(join(directory.path, "library"), "of the vendor\n");
    const yaml = `cdiVersion: "0.6.0"
kind: example.com/thing
devices:
  - name: one
    containerEdits:
      deviceNodes: [{ path: /dev/one, hostPath: /dev/zero }]
containerEdits:
  env: [THING=yes]
  mounts:
    - hostPath: ${directory.path}/library
      containerPath: /srv/library
      options: [ro, bind]
`;
    await writeFile(join(specs, "thing.yaml"), yaml);
    await using world = await testWorld();
    const script = "stat -c %t:%T /dev/one; echo $THING; cat /srv/library";
    const run = ["--cdi-spec-dirs", specs, "run", "--rm", "--network", "none"];
    const found = await world.nerdsh([...run, "--device", "example.com/thing=one", "busybox", "sh", "-c", script]);
    assert.deepEqual([found.stdout, found.stderr], ["1:5\nyes\nof the vendor\n", ""]);
    const { stderr } = await world.nerdsh([...run, "--device", "example.com/thing=on", "busybox"]);
    assert.match(stderr, /unresolvable CDI devices example\.com\/thing=on\n {2}did you mean example\.com\/thing=one\?/);
  });
});
