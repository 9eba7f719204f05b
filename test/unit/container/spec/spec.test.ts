import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runCommand } from "../../../../src/commands/container/run.ts";
import { parseArgv } from "../../../../src/commands/parse-argv.ts";
import { defaultProfile } from "../../../../src/container/spec/seccomp/default-profile.ts";
import { containerSpec, type SpecFacts } from "../../../../src/container/spec/spec.ts";
import { assertGolden } from "../../../support/golden.ts";

const facts: SpecFacts = {
  image: { Entrypoint: ["/entrypoint.sh"], Cmd: ["nginx"], Env: ["PATH=/usr/bin", "LANG=C"], WorkingDir: "/srv" },
  environment: { HOME: "/root" },
  user: { uid: 0, gid: 0 },
  hostname: "0ab12cd34ef5",
  domainname: "",
  network: "/run/netns/0ab12cd34ef5",
  mounts: [],
  root: undefined,
  architecture: "x86_64",
  kernel: "6.12.0",
  seccompProfile: undefined,
  apparmorProfile: undefined,
  hostDevices: [],
  cgroupVersion: 1,
  pidNamespace: undefined,
  ipcNamespace: undefined,
  sharedMemory: undefined,
  availableCapabilities: ["CHOWN", "KILL", "NET_ADMIN", "NET_RAW", "SYS_TIME"].map((name) => `CAP_${name}`),
  cgroup: "/default/0ab12cd34ef5",
  blockDevices: new Map(),
  devices: [],
  cdi: [],
  annotations: {},
  init: undefined,
};

/** From the words a user types to the JSON that the OCI runtime reads, with nothing running in between. */
const specOf = (line: string, changes: Partial<SpecFacts> = {}) =>
  containerSpec(parseArgv(runCommand, line.split(" ")), { ...facts, ...changes });

describe("the spec of a container", () => {
  test("has the defaults and the image's own process where an image is all that was asked for", async () => {
    await assertGolden("container/spec-defaults", specOf("nginx"));
  });

  test("has every option of run where the runtime looks for it", async () => {
    const limits = "-m 512m --cpus 1.5 --cap-add net_admin --cap-drop CAP_KILL --read-only";
    const place = "-it -e HOME -e LANG=de -e ABSENT -w /app";
    const made = {
      user: { uid: 1000, gid: 100, additionalGids: [100, 27] },
      mounts: [{ destination: "/data", type: "bind", source: "/data", options: ["rbind", "rprivate", "ro"] }],
      annotations: { "nerdctl/name": "web" },
      init: "/usr/libexec/docker/docker-init",
    };
    await assertGolden("container/spec-every-option", specOf(`${limits} ${place} nginx nginx -t`, made));
  });

  test("has none of the image's variables that it is not to have, and those that are given", () => {
    const input = { ...parseArgv(runCommand, ["nginx"]), env: { B: "2" }, unsetEnv: ["LANG", "B", "ABSENT"] };
    assert.deepEqual(containerSpec(input, facts).process.env, ["PATH=/usr/bin", "HOSTNAME=0ab12cd34ef5", "B=2"]);
  });

  test("has what Docker's profile allows with the capabilities that it was given", async () => {
    const spec = specOf("--cap-add sys_time --security-opt no-new-privileges nginx", {
      seccompProfile: defaultProfile,
    });
    const { linux, process } = spec;
    await assertGolden("container/spec-confined", { seccomp: linux.seccomp, process });
  });

  test("where it is privileged is confined by nothing, and has every device", async () => {
    const kmsg = { path: "/dev/kmsg", type: "c", major: 1, minor: 11, fileMode: 0o644, uid: 0, gid: 0 };
    const spec = specOf("--privileged --cap-drop ALL --read-only nginx", { hostDevices: [kmsg] });
    await assertGolden("container/spec-privileged", spec);
  });

  test("shares the namespaces that were asked for", async () => {
    const joined = { pidNamespace: "/proc/7/ns/pid", sharedMemory: "/state/shm", cgroupVersion: 2 as const };
    const flags = "--pid container:db --ipc shareable --uts host --sysctl net.core.somaxconn=1024";
    const { linux, mounts } = specOf(`${flags} nginx`, { ...joined, hostname: "" });
    const { namespaces, sysctl } = linux;
    await assertGolden("container/spec-namespaces", { namespaces, sysctl, mounts });
  });

  test("has what its first process begins with, and places for systemd", async () => {
    const flags = "--umask 0027 --annotation org.example.team=web --systemd true --entrypoint /sbin/init";
    const { process, annotations, mounts } = specOf(`${flags} nginx`, { annotations: { "nerdctl/name": "web" } });
    await assertGolden("container/spec-process", { process, annotations, mounts });
  });

  test("leaves a place that systemd wants empty to what the user mounts there", () => {
    const mine = { destination: "/run", type: "bind", source: "/mine", options: ["rbind"] };
    const { mounts } = specOf("--systemd always nginx", { mounts: [mine] });
    assert.deepEqual(
      mounts.filter(({ destination }) => destination === "/run"),
      [mine],
    );
  });

  const commands: readonly [line: string, args: readonly string[]][] = [
    ["nginx", ["/entrypoint.sh", "nginx"]],
    ["nginx -t", ["/entrypoint.sh", "-t"]],
    ["--entrypoint sh nginx", ["sh"]],
    ["--entrypoint sh nginx -c true", ["sh", "-c", "true"]],
    ["--entrypoint= nginx ls -l", ["ls", "-l"]],
  ];
  for (const [line, args] of commands) {
    test(`runs ${args.join(" ")} for ${line}`, () => assert.deepEqual(specOf(line).process.args, args));
  }

  test("is refused where there is no command at all", () => {
    assert.throws(() => specOf("scratch", { image: {} }), {
      code: "INVALID_VALUE",
      message: /no command or entrypoint provided/,
    });
    assert.throws(() => specOf("--entrypoint= nginx"), { code: "INVALID_VALUE" });
  });

  test("takes the caller's variables over the image's, and those over the defaults", () => {
    const { env } = specOf("-e LANG=de -e HOME -e ABSENT -e EMPTY= nginx").process;
    assert.deepEqual(env, ["PATH=/usr/bin", "HOSTNAME=0ab12cd34ef5", "LANG=de", "HOME=/root", "EMPTY="]);
  });

  test("on the host's network has no network of its own, and leaves its ports alone", () => {
    const { linux, hostname } = specOf("nginx", { network: "host", hostname: "" });
    assert.equal(
      linux.namespaces.some(({ type }) => type === "network"),
      false,
    );
    assert.deepEqual({ sysctl: linux.sysctl, hostname }, { sysctl: undefined, hostname: undefined });
  });

  test("without a network has a bare one", () => {
    const { linux } = specOf("nginx", { network: "new" });
    assert.deepEqual(linux.namespaces.at(-1), { type: "network" });
  });

  test("is the same for the same words, and nobody else's", () => {
    const first = specOf("-m 1g nginx");
    first.process.args.push("changed");
    first.linux.resources.memory!.limit = 1;
    first.mounts.pop();
    assert.notDeepEqual(specOf("-m 1g nginx"), first);
    assert.deepEqual(specOf("-m 1g nginx"), specOf("-m 1g nginx"));
  });
});
