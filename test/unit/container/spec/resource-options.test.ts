import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runCommand } from "../../../../src/commands/container/run.ts";
import { parseArgv } from "../../../../src/commands/parse-argv.ts";
import { cgroupPath } from "../../../../src/container/spec/cgroup-path.ts";
import { defaultSpec } from "../../../../src/container/spec/default-spec.ts";
import { deviceOptions } from "../../../../src/container/spec/device-options.ts";
import { resourceOptions } from "../../../../src/container/spec/resource-options.ts";
import { assertGolden } from "../../../support/golden.ts";

const facts = {
  blockDevices: new Map([["/dev/sda", { major: 8, minor: 0 }]]),
  devices: [{ path: "/dev/nought", type: "c", major: 1, minor: 5, fileMode: 0o666, uid: 0, gid: 0, access: "r" }],
  cdi: [
    {
      env: ["THING=yes"],
      deviceNodes: [{ path: "/dev/thing0", type: "c", major: 195, minor: 0, permissions: "rw", gid: 44 }],
      mounts: [{ hostPath: "/usr/lib/thing.so", containerPath: "/usr/lib/thing.so", options: ["ro", "bind"] }],
      hooks: [{ hookName: "createContainer", path: "/usr/bin/thing-hook", args: ["thing-hook", "ldconfig"] }],
      additionalGids: [44],
    },
  ],
};

const wordsOf = (line: string) => [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** The parts of a bare spec that the flags change. */
function changes(line: string): object {
  const options = parseArgv(runCommand, [...wordsOf(line), "busybox"]);
  const [spec, bare] = [defaultSpec(), defaultSpec()];
  const found = options.device.length > 0 ? facts : { ...facts, devices: [], cdi: [] };
  for (const option of [...resourceOptions(options, found), ...deviceOptions(options, found)]) option(spec);
  const { resources, ...linux } = spec.linux;
  return {
    ...differing("process", spec.process, bare.process),
    ...differing("mounts", spec.mounts, bare.mounts),
    ...differing("linux", linux, bare.linux),
    ...differing("resources", resources, bare.linux.resources),
    ...(spec.hooks && { hooks: spec.hooks }),
  };
}

/** The fields, or elements of a list, that `before` has otherwise, under the part's name; nothing where there are none. */
function differing(name: string, part: object, before: object): object {
  const old = new Map(Object.entries(before).map(([key, value]) => [key, JSON.stringify(value)]));
  const changed = Object.entries(part).filter(([key, value]) => JSON.stringify(value) !== old.get(key));
  if (changed.length === 0) return {};
  return { [name]: Array.isArray(part) ? changed.map(([, value]) => value) : Object.fromEntries(changed) };
}

const lines = [
  "--memory 512m",
  "-m 512m --memory-swap -1",
  "-m 512m --memory-swap 1g --memory-reservation 256m",
  "--memory-reservation 256m",
  "--memory-swappiness 0",
  "--memory-swappiness -1",
  "--oom-kill-disable",
  "--oom-score-adj -500",
  "--cpus 1.5",
  "--cpu-shares 512",
  "-c 512",
  "--cpu-quota 50000 --cpu-period 200000",
  "--cpu-quota -1",
  "--cpu-rt-period 1000000 --cpu-rt-runtime 950000",
  "--cpuset-cpus 0-2,4 --cpuset-mems 0",
  "--pids-limit 100",
  "--pids-limit -1",
  "--blkio-weight 500 --blkio-weight-device /dev/sda:200",
  "--device-read-bps /dev/sda:1mb --device-write-bps /dev/sda:512k",
  "--device-read-iops /dev/sda:1000 --device-write-iops /dev/sda:500",
  "--shm-size 128m",
  "--ulimit nofile=1024:2048 --ulimit memlock=-1,core=0",
  "--cgroup-conf memory.high=1000000,cpuset.cpus=0,2 --cgroup-conf io.weight=50",
  "--rdt-class gold",
  "--device /dev/zero:/dev/nought:r",
  "--device-cgroup-rule 'c 13:* rwm'",
];

describe("the flags about resources and devices", () => {
  test("are where the runtime looks for them", async () => {
    await assertGolden("container/spec-resources", Object.fromEntries(lines.map((line) => [line, changes(line)])));
  });

  const failures: readonly [line: string, message: RegExp][] = [
    ["--memory 1m", /^minimum memory limit allowed is 6MB: 1048576 bytes$/],
    ["--memory-swap 1g", /^you should always set the memory limit when using the memoryswap limit$/],
    ["-m 10m --memory-reservation 20m", /^memory limit below the memory reservation: /],
    ["--memory-swappiness 101", /^valid memory swappiness range is 0-100: 101$/],
    ["--oom-score-adj 1001", /^range for oom score adj is \[-1000, 1000\]: 1001$/],
    ["--cpus 1 --cpu-quota 1000", /--cpus and --cpu-quota cannot both be set$/],
    ["--cpu-period 100", /^CPU cfs period can not be less than 1ms/],
    ["--cpu-quota 100", /^CPU cfs quota can not be less than 1ms/],
    ["--cpu-rt-period 1000 --cpu-rt-runtime 2000", /^cpu real-time runtime cannot be higher than cpu real-time period/],
    ["--blkio-weight 5", /^range of blkio weight is from 10 to 1000: 5$/],
    ["--blkio-weight-device sda:100", /^bad format for device path: sda:100$/],
    ["--blkio-weight-device /dev/sda:5", /^invalid weight for device: \/dev\/sda:5$/],
    ["--device-read-bps /dev/sda:fast", /^invalid rate for device: \/dev\/sda:fast$/],
    ["--device-write-iops /dev/sda:1k", /^invalid rate for device: \/dev\/sda:1k$/],
    ["--ulimit files=1", /^invalid ulimit type: files$/],
    ["--ulimit nofile", /^invalid ulimit argument: nofile$/],
    ["--ulimit nofile=2:1", /^ulimit soft limit must be less than or equal to hard limit: 2 > 1$/],
    ["--ulimit nofile=-1:1", /^ulimit soft limit must be less than or equal to hard limit: -1 > 1$/],
    ["--cgroup-conf memory.high", /^invalid cgroup-conf: memory\.high$/],
    ["--cgroup-conf ../x=1", /^invalid cgroup-conf: \.\.\/x=1$/],
    ["--device-cgroup-rule x", /^invalid device cgroup rule: x$/],
  ];
  for (const [line, message] of failures) {
    test(`are refused where they make no sense: ${line}`, () => {
      assert.throws(() => changes(line), { code: "INVALID_VALUE", message });
    });
  }
});

describe("a container's cgroup", () => {
  const place = { id: "abc", namespace: "default", manager: "cgroupfs", parent: undefined } as const;
  const cases = [
    [{}, "/default/abc"],
    [{ parent: "/batch/" }, "/batch/abc"],
    [{ manager: "systemd" }, "system.slice:nerdctl:abc"],
    [{ manager: "systemd", parent: "batch.slice" }, "batch.slice:nerdctl:abc"],
  ] as const;
  for (const [changes, path] of cases) {
    test(`is ${path}`, () => assert.equal(cgroupPath({ ...place, ...changes }), path));
  }

  test("is in a slice, where systemd owns it", () => {
    assert.throws(() => cgroupPath({ ...place, manager: "systemd", parent: "/batch" }), { code: "INVALID_VALUE" });
  });
});
