import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runCommand } from "../../../../src/commands/container/run.ts";
import { parseArgv } from "../../../../src/commands/parse-argv.ts";
import { defaultProfile } from "../../../../src/container/spec/seccomp/default-profile.ts";
import { containerSpec, type SpecFacts } from "../../../../src/container/spec/spec.ts";
import { assertGolden } from "../../../support/golden.ts";

const facts: SpecFacts = {
  image: { Entrypoint: ["/entrypoint.sh"], Cmd: ["nginx"], Env: ["PATH=/usr/bin"], WorkingDir: "/srv" },
  environment: {},
  user: { uid: 0, gid: 0 },
  hostname: "0ab12cd34ef5",
  domainname: "",
  network: "/run/netns/0ab12cd34ef5",
  mounts: [],
  root: undefined,
  architecture: "x86_64",
  kernel: "6.12.0",
  seccompProfile: defaultProfile,
  apparmorProfile: "docker-default",
  hostDevices: [{ path: "/dev/kmsg", type: "c", major: 1, minor: 11, fileMode: 0o644, uid: 0, gid: 0 }],
  cgroupVersion: 2,
  pidNamespace: undefined,
  ipcNamespace: undefined,
  sharedMemory: undefined,
  availableCapabilities: ["CHOWN", "KILL", "NET_ADMIN", "NET_RAW", "SYS_TIME"].map((name) => `CAP_${name}`),
  cgroup: "/default/0ab12cd34ef5",
  blockDevices: new Map([["/dev/sda", { major: 8, minor: 0 }]]),
  devices: [],
  cdi: [],
  annotations: {},
  init: undefined,
};

/** Each flag of which the spec itself is made, with a value; of others it is made by what they have looked up. */
const lines = [
  "--blkio-weight 300",
  "--blkio-weight-device /dev/sda:200",
  "--cap-add net_admin",
  "--cap-drop kill",
  "--cgroup-conf memory.high=1000000",
  "--cgroupns host",
  "--cpu-period 50000",
  "--cpu-quota 25000",
  "--cpu-rt-period 1000000",
  "--cpu-rt-runtime 950000",
  "--cpu-shares 512",
  "--cpus 1.5",
  "--cpuset-cpus 0-1",
  "--cpuset-mems 0",
  "--device-cgroup-rule c 1:3 mr",
  "--device-read-bps /dev/sda:1mb",
  "--device-read-iops /dev/sda:100",
  "--device-write-bps /dev/sda:1mb",
  "--device-write-iops /dev/sda:100",
  "--entrypoint sh",
  "--env A=1",
  "--ipc host",
  "--memory 512m",
  "--memory-reservation 256m",
  "--memory-swap 2g --memory 512m",
  "--memory-swappiness 10",
  "--oom-kill-disable --memory 512m",
  "--oom-score-adj 500",
  "--pid host",
  "--pids-limit 100",
  "--privileged",
  "--rdt-class gold",
  "--read-only",
  "--security-opt no-new-privileges",
  "--security-opt systempaths=unconfined",
  "--shm-size 128m",
  "--sysctl net.core.somaxconn=1024",
  "--systemd always",
  "--tty",
  "--ulimit nofile=1024:2048",
  "--umask 0027",
  "--uts host",
  "--workdir /app",
];

/** A flag's value may have blanks. */
const specOf = (line?: string) => {
  const flags = line?.split(/ (?=--)/).flatMap((flag) => flag.split(/(?<=^--[\w-]+) /)) ?? [];
  return containerSpec(parseArgv(runCommand, [...flags, "nginx"]), facts);
};

/** By place: what stands there now; of a list, what has come and gone. */
function changes(before: unknown, after: unknown, place = ""): Record<string, unknown> {
  if (JSON.stringify(before) === JSON.stringify(after)) return {};
  if (Array.isArray(before) && Array.isArray(after)) {
    const without = (some: unknown[], others: unknown[]) => {
      const texts = new Set(others.map((one) => JSON.stringify(one)));
      return some.filter((one) => !texts.has(JSON.stringify(one)));
    };
    return { [place]: { come: without(after, before), gone: without(before, after) } };
  }
  if (typeof before !== "object" || typeof after !== "object" || !before || !after) return { [place]: after ?? null };
  const [from, to] = [before as Record<string, unknown>, after as Record<string, unknown>]; // By the look above.
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.assign({}, ...keys.map((key) => changes(from[key], to[key], place === "" ? key : `${place}.${key}`)));
}

describe("each flag of run that the spec is made of", () => {
  test("changes what it is about in the spec, and nothing else", async () => {
    const plain = specOf();
    const made = lines.map((line) => [line, changes(plain, specOf(line))] as const);
    await assertGolden("container/spec-flags", Object.fromEntries(made));
    const idle = made.filter(([, changed]) => Object.keys(changed).length === 0);
    assert.deepEqual(idle, []);
  });
});
