import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { platformLimits } from "../../../../src/compose/platform-limits.ts";
import type { Project } from "../../../../src/compose/project.ts";
import { buildInput } from "../../../../src/compose/service/build-input.ts";
import { containerOptions } from "../../../../src/compose/service/container-options.ts";
import { placedFiles } from "../../../../src/compose/service/file-mounts.ts";
import { networkCreateOptions } from "../../../../src/compose/service/network-create-options.ts";
import { volumeCreateOptions } from "../../../../src/compose/service/volume-create-options.ts";
import { service as shape } from "../../../../src/compose/shape/service-shape.ts";
import { requestedMounts } from "../../../../src/container/mounts/mount-plan.ts";
import { networkRequest } from "../../../../src/container/network/network-request.ts";
import { composeProject } from "../../../support/compose-project.ts";
import { assertGolden } from "../../../support/golden.ts";

const optionsOf = (project: Project, service = "app") =>
  containerOptions(project, {
    service,
    number: 1,
    name: `shop-${service}-1`,
    imageId: "sha256:1",
    owner: (other) => `shop-${other}-1`,
  });

/** One that says something of each attribute that a container can have. */
const written: Readonly<Record<string, string>> = {
  annotations: "{a: b}",
  blkio_config:
    "{weight: 10, device_read_bps: [{path: /dev/a, rate: 1m}], weight_device: [{path: /dev/a, weight: 20}]}",
  cap_add: "[NET_ADMIN]",
  cap_drop: "[MKNOD]",
  cgroup: "host",
  cgroup_parent: "parent",
  command: "[serve, --all]",
  configs: "[{source: page, target: /page}]",
  cpu_period: "1000",
  cpu_quota: "500",
  cpu_rt_period: "1000",
  cpu_rt_runtime: "500",
  cpu_shares: "10",
  cpus: "0.5",
  cpuset: '"0"',
  deploy:
    "{resources: {limits: {pids: 9, memory: 1g, cpus: '2'}, reservations: {memory: 1m}}, restart_policy: {condition: any}}",
  depends_on: "[db]",
  device_cgroup_rules: '["c 1:3 mr"]',
  devices: "[/dev/null:/dev/zilch:r, vendor.com/device=one]",
  dns: "1.1.1.1",
  dns_opt: "[ndots:2]",
  dns_search: "example.com",
  domainname: "example",
  entrypoint: "[init, --]",
  environment: "{A: b}",
  expose: '["90"]',
  extra_hosts: "{other: 1.2.3.4}",
  gpus: "all",
  group_add: "[audio]",
  healthcheck: "{test: [CMD, check, now], interval: 1s, timeout: 2s, retries: 3, start_period: 4s, start_interval: 5s}",
  hostname: "host",
  init: "true",
  ipc: "service:db",
  labels: "{a: b}",
  links: "[db:database]",
  logging: "{driver: journald, options: {tag: t}}",
  mac_address: "02:42:ac:11:65:43",
  mem_limit: "64m",
  mem_reservation: "32m",
  mem_swappiness: "10",
  memswap_limit: "128m",
  network_mode: "service:db",
  networks: "{n: {aliases: [other], ipv4_address: 10.0.0.2, mac_address: '02:42:ac:11:65:44'}, m: {gw_priority: 2}}",
  oom_kill_disable: "true",
  oom_score_adj: "10",
  pid: "service:db",
  pids_limit: "10",
  platform: "linux/amd64",
  ports: '["127.0.0.1:8080:80", "53/udp", "[::1]:90:90"]',
  privileged: "true",
  read_only: "true",
  restart: "on-failure:3",
  runtime: "crun",
  secrets: "[{source: key, mode: 0400, uid: '7'}, token]",
  security_opt: "[no-new-privileges]",
  shm_size: "1m",
  stdin_open: "true",
  stop_grace_period: "1500ms",
  stop_signal: "SIGINT",
  sysctls: "{net.core.somaxconn: 9}",
  tmpfs: "/run",
  tty: "true",
  ulimits: "{nofile: {soft: 1, hard: 2}, nproc: 3}",
  user: '"7"',
  userns_mode: "host",
  uts: "host",
  volumes: `
      - {type: bind, source: /a, target: "/with,comma", read_only: true, bind: {propagation: rshared, recursive: disabled}}
      - {type: volume, source: v, target: /v, volume: {nocopy: true, subpath: s, labels: {a: b}}}
      - {type: volume, target: /anonymous}
      - {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 0755}}
      - {type: image, source: alpine, target: /i, image: {subpath: etc}}`,
  volumes_from: "[db:ro, container:other]",
  working_dir: "/work",
};

/** What is no matter of one container, and who sees to it. */
const elsewhere: Readonly<Record<string, string>> = {
  attach: "whose logs are shown",
  build: "the image",
  container_name: "its name",
  develop: "watch",
  dockerfile: "an old spelling of the build's",
  env_file: "read with the files, into the environment",
  extends: "merged with the files",
  image: "the image",
  label_file: "read with the files, into the labels",
  net: "an old spelling of network_mode",
  post_start: "run once it is started",
  pre_stop: "run before it is stopped",
  profiles: "which services are meant",
  provider: "started by a program of its own",
  pull_policy: "the image",
  pull_refresh_after: "the image",
  scale: "how many there are",
};

const around = `
  db: { image: postgres }
networks: { n: { ipam: { config: [{ subnet: 10.0.0.0/24 }] } }, m: {} }
volumes: { v: {} }
configs: { page: { content: hello } }
secrets: { key: { file: /key }, token: { environment: TOKEN } }
`;

const projectWith = (attributes: readonly string[]) =>
  composeProject(
    `services:\n  app:\n    image: app\n${attributes.map((name) => `    ${name}: ${written[name]}\n`).join("")}${around}`,
  );

const withoutHash = (project: Project) => {
  const options = optionsOf(project);
  const label = Object.entries(options.label).filter(([key]) => !/config-hash|version/.test(key));
  return { ...options, label: Object.fromEntries(label), files: placedFiles(project, "app") };
};

describe("every attribute of a service", async () => {
  const bare = withoutHash(await projectWith([]));
  for (const name of Object.keys(shape.fields)) {
    test(`${name} is an option of its container, or seen to elsewhere, or refused`, async () => {
      const isRefused = platformLimits[`services.*.${name}`] !== undefined;
      const places = [name in written, name in elsewhere, isRefused].filter(Boolean);
      assert.equal(places.length, 1, "it is in one of the three");
      if (!(name in written)) return;
      const changed =
        name === "links" ? optionsOf(await projectWith([name]), "db") : withoutHash(await projectWith([name]));
      assert.notDeepEqual(changed, name === "links" ? optionsOf(await projectWith([]), "db") : bare);
    });
  }

  it("makes the same options as before", async () => {
    const excluded = ["network_mode", "uts", "mac_address", "links", "deploy"];
    const project = await projectWith(Object.keys(written).filter((name) => !excluded.includes(name)));
    await assertGolden("compose/container-options", withoutHash(project));
  });

  it("makes options that run takes", async () => {
    const options = optionsOf(
      await projectWith(["ports", "networks", "expose", "extra_hosts", "dns", "volumes", "tmpfs"]),
    );
    assert.deepEqual(
      networkRequest(options).published.map(({ containerPort }) => containerPort),
      [80, 53, 90],
    );
    assert.equal(requestedMounts(options, "/").length, 6);
  });
});

describe("a variable without a value", () => {
  it("is unset, whatever the image says, where the caller has none either", async () => {
    const project = await composeProject(
      "services: { app: { image: x, environment: { A: b, EMPTY: '', TOKEN: , NOT_SET: } } }",
    );
    const { env, unsetEnv } = optionsOf(project);
    assert.deepEqual([env, unsetEnv], [{ A: "b", EMPTY: "", TOKEN: "t0p" }, ["NOT_SET"]]);
  });
});

describe("where a service's container is", () => {
  it("is its networks by priority, each with the service's name", async () => {
    const { network } = optionsOf(await projectWith(["networks"]));
    assert.deepEqual(network, [
      "name=shop_m,alias=app",
      "name=shop_n,alias=app,alias=other,ip=10.0.0.2,mac-address=02:42:ac:11:65:44",
    ]);
  });

  it("is another service's network, where it says so", async () => {
    assert.deepEqual(optionsOf(await projectWith(["network_mode"])).network, ["container:shop-db-1"]);
  });

  it("is known to peers by what they call it in their links", async () => {
    assert.deepEqual(optionsOf(await projectWith(["links"]), "db").network, [
      "name=shop_default,alias=db,alias=database",
    ]);
  });
});

describe("configs and secrets", () => {
  const refusal = async (top: string) => {
    const project = await composeProject(`services: { app: { image: x, secrets: [s] } }\nsecrets: { s: ${top} }`);
    return () => placedFiles(project, "app");
  };

  it("are bound as they are, or made where a mode, an owner or a text is given", async () => {
    assert.deepEqual(placedFiles(await projectWith(["secrets", "configs"]), "app"), [
      { kind: "made", from: { file: "/key" }, target: "/run/secrets/key", uid: 7, gid: 0, mode: 0o400 },
      { kind: "made", from: { text: "t0p" }, target: "/run/secrets/token", uid: 0, gid: 0, mode: 0o444 },
      { kind: "made", from: { text: "hello" }, target: "/page", uid: 0, gid: 0, mode: 0o444 },
    ]);
    const project = await composeProject(`services: { app: { image: x, secrets: [s] } }\nsecrets: { s: { file: /s } }`);
    assert.deepEqual(placedFiles(project, "app"), [{ kind: "bind", source: "/s", target: "/run/secrets/s" }]);
  });

  it("that are kept elsewhere, or of a variable that is not set, are refused", async () => {
    assert.throws(await refusal("{ external: true }"), { code: "UNSUPPORTED" });
    assert.throws(await refusal("{ environment: NOT_SET }"), { code: "COMPOSE_INVALID" });
  });
});

const withoutVersion = (labels: object = {}) =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !key.endsWith(".version")));

describe("what else a project makes", () => {
  it("is networks and volumes with all that is said of them", async () => {
    const project = await composeProject(`
services: { app: { image: x, networks: [n], volumes: ["vol:/v"] } }
networks:
  n:
    driver: bridge
    driver_opts: { com.docker.network.driver.mtu: 1400 }
    ipam: { config: [{ subnet: 10.0.0.0/24, ip_range: 10.0.0.0/25, gateway: 10.0.0.1, aux_addresses: { a: 10.0.0.5 } }] }
    internal: true
    enable_ipv6: true
    labels: { a: b }
volumes: { vol: { driver_opts: { type: tmpfs, device: tmpfs }, labels: { a: b } } }
`);
    const network = networkCreateOptions(project, "n");
    const volume = volumeCreateOptions(project, "vol");
    await assertGolden("compose/resources", {
      network: { ...network, label: withoutVersion(network.label) },
      volume: { ...volume, labels: withoutVersion(volume.labels) },
    });
  });

  it("is no volume of a driver that is not here", async () => {
    const project = await composeProject(
      `{ services: { app: { image: x, volumes: ["vol:/v"] } }, volumes: { vol: { driver: nfs } } }`,
    );
    assert.throws(() => volumeCreateOptions(project, "vol"), { code: "UNSUPPORTED" });
  });

  it("is images, by all that build says", async () => {
    const project = await composeProject(`
services:
  app:
    build:
      context: /ctx
      dockerfile_inline: FROM scratch
      args: { A: b }
      ssh: [default]
      labels: { a: b }
      cache_from: [x]
      cache_to: [y]
      no_cache: true
      additional_contexts: { base: docker-image://b }
      network: host
      target: t
      shm_size: 1m
      extra_hosts: { a: 1.2.3.4 }
      privileged: true
      secrets: [key, token]
      tags: [other]
      ulimits: { nofile: { soft: 1, hard: 2 } }
      platforms: [linux/amd64]
${around.slice(around.indexOf("secrets:"))}
`);
    const { secretValues, ...input } = buildInput(project, "app", { args: { C: "d" }, pull: true });
    const labels = withoutVersion(input.labels);
    await assertGolden("compose/build-input", { ...input, labels });
    const token = await secretValues?.get("token")?.(new AbortController().signal);
    assert.equal(Buffer.from(token ?? []).toString(), "t0p");
  });
});
