import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { resolveSettings, type SettingsInput } from "../../../src/settings/resolve.ts";
import type { GlobalFlags } from "../../../src/settings/setting-keys.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const noFile = { NERDCTL_TOML: "/does/not/exist.toml" };

/** As root sees it, with no nerdctl.toml but the one that the test names. */
const settingsOf = ({ flags, environment = {} }: Partial<SettingsInput>) =>
  resolveSettings({ flags, environment: { ...noFile, ...environment }, userId: 0 });

describe("each setting comes from its flag, else its variable, else nerdctl.toml, else the default", () => {
  const cases: readonly {
    readonly toml: string;
    readonly variable?: readonly [name: string, value: string];
    readonly flag?: GlobalFlags;
    readonly read: (settings: Settings) => unknown;
    readonly expected: {
      readonly flag?: unknown;
      readonly variable?: unknown;
      readonly toml: unknown;
      readonly none: unknown;
    };
  }[] = [
    {
      toml: 'address = "/t.sock"',
      variable: ["CONTAINERD_ADDRESS", "/v.sock"],
      flag: { address: "unix:///f.sock", engine: "system" },
      read: (settings) => settings.address,
      expected: { flag: "/f.sock", variable: "/v.sock", toml: "/t.sock", none: "/run/containerd/containerd.sock" },
    },
    {
      toml: 'namespace = "t"',
      variable: ["CONTAINERD_NAMESPACE", "v"],
      flag: { namespace: "f" },
      read: (settings) => settings.namespace,
      expected: { flag: "f", variable: "v", toml: "t", none: "default" },
    },
    {
      toml: 'snapshotter = "t"',
      variable: ["CONTAINERD_SNAPSHOTTER", "v"],
      flag: { snapshotter: "f" },
      read: (settings) => settings.snapshotter,
      expected: { flag: "f", variable: "v", toml: "t", none: "overlayfs" },
    },
    {
      toml: 'cni_netconfpath = "/t"',
      variable: ["NETCONFPATH", "/v"],
      flag: { cniNetconfpath: "/f" },
      read: (settings) => settings.cni.configDir,
      expected: { flag: "/f", variable: "/v", toml: "/t", none: "/etc/cni/net.d" },
    },
    {
      toml: 'cni_path = "/t"',
      variable: ["CNI_PATH", "/v:/w"],
      flag: { cniPath: "/f" },
      read: (settings) => settings.cni.pluginDirs.slice(0, 2),
      expected: {
        flag: ["/f"],
        variable: ["/v", "/w"],
        toml: ["/t"],
        none: ["/opt/cni/bin", "/usr/local/libexec/cni"],
      },
    },
    {
      toml: 'bridge_ip = "10.1.0.1/24"',
      variable: ["NERDCTL_BRIDGE_IP", "10.2.0.1/24"],
      flag: { bridgeIp: "10.3.0.1/24" },
      read: (settings) => settings.cni.bridgeSubnet,
      expected: { flag: "10.3.0.1/24", variable: "10.2.0.1/24", toml: "10.1.0.1/24", none: undefined },
    },
    {
      toml: 'hosts_dir = ["/t"]',
      variable: ["NERDSH_HOSTS_DIR", "/v:/w"],
      flag: { hostsDir: ["/f,/g", "/h"] },
      read: (settings) => settings.hostsDirs,
      expected: {
        flag: ["/f", "/g", "/h"],
        variable: ["/v", "/w"],
        toml: ["/t"],
        none: ["/etc/containerd/certs.d", "/etc/docker/certs.d"],
      },
    },
    {
      toml: "experimental = false",
      variable: ["NERDCTL_EXPERIMENTAL", "0"],
      flag: { experimental: true },
      read: (settings) => settings.experimental,
      expected: { flag: true, variable: false, toml: false, none: true },
    },
    {
      toml: 'host_gateway_ip = "10.0.0.1"',
      variable: ["NERDCTL_HOST_GATEWAY_IP", "10.0.0.2"],
      flag: { hostGatewayIp: "10.0.0.3" },
      read: (settings) => settings.hostGatewayIp,
      expected: { flag: "10.0.0.3", variable: "10.0.0.2", toml: "10.0.0.1", none: undefined },
    },
    {
      toml: 'data_root = "/t"',
      flag: { dataRoot: "/f" },
      read: (settings) => settings.dataRoot,
      expected: { flag: "/f", toml: "/t", none: "/var/lib/nerdctl" },
    },
    {
      toml: 'cgroup_manager = "none"',
      flag: { cgroupManager: "systemd" },
      read: (settings) => settings.cgroupManager === "cgroupfs" || settings.cgroupManager,
      expected: { flag: "systemd", toml: "none", none: true },
    },
    {
      toml: "debug_full = true",
      flag: { debug: true },
      read: (settings) => settings.debug,
      expected: { flag: true, toml: true, none: false },
    },
    {
      toml: 'dns = ["10.0.0.1"]',
      flag: { globalDns: ["10.0.0.2"] },
      read: (settings) => settings.dns.servers,
      expected: { flag: ["10.0.0.2"], toml: ["10.0.0.1"], none: [] },
    },
    {
      toml: "disable_hc_systemd = true",
      read: (settings) => settings.healthTimers,
      expected: { toml: false, none: true },
    },
  ];

  for (const { toml, variable, flag, read, expected } of cases) {
    test(toml.split(" ")[0]!, async () => {
      await using directory = await temporaryDirectory();
      const path = join(directory.path, "nerdctl.toml");
      await writeFile(path, toml);
      const system = { NERDSH_ENGINE: "system" };
      const withFile = { ...system, NERDCTL_TOML: path };
      const withVariable = variable ? { ...withFile, [variable[0]]: variable[1] } : withFile;
      const found = {
        ...(flag && { flag: read(await settingsOf({ flags: flag, environment: withVariable })) }),
        ...(variable && { variable: read(await settingsOf({ environment: withVariable })) }),
        toml: read(await settingsOf({ environment: withFile })),
        none: read(await settingsOf({ environment: system })),
      };
      assert.deepEqual(found, expected);
    });
  }
});

test("an empty variable says nothing", async () => {
  const { namespace } = await settingsOf({ environment: { CONTAINERD_NAMESPACE: "" } });
  assert.equal(namespace, "default");
});

describe("what cannot be meant", () => {
  const cases: readonly { readonly input: Partial<SettingsInput>; readonly message: string; readonly hint: string }[] =
    [
      {
        input: { flags: { address: "tcp://127.0.0.1:2375" } },
        message: "not a unix socket: tcp://127.0.0.1:2375",
        hint: "containerd listens on a path such as /run/containerd/containerd.sock",
      },
      {
        input: { flags: { namespace: "../etc" } },
        message: "not a namespace name: ../etc",
        hint: "use letters and digits, with single dots, dashes or underscores between them",
      },
      {
        input: { flags: { cgroupManager: "systemctl" } },
        message: "no such cgroup manager: systemctl",
        hint: "choose systemd, cgroupfs, none",
      },
      {
        input: { environment: { NERDSH_ENGINE: "docker" } },
        message: "no such engine: docker",
        hint: "choose auto, system, embedded",
      },
      {
        input: { flags: { engine: "embedded", address: "/c.sock" } },
        message: "--engine embedded has an address of its own, not /c.sock",
        hint: "leave out --address or --engine",
      },
      {
        input: { environment: { NERDCTL_EXPERIMENTAL: "maybe" } },
        message: "not a boolean in NERDCTL_EXPERIMENTAL: maybe",
        hint: "write true or false",
      },
    ];
  for (const { input, message, hint } of cases) {
    test(message, () => assert.rejects(settingsOf(input), { code: "INVALID_VALUE", message, hint }));
  }
});

test("--config is where logins are, before DOCKER_CONFIG", async () => {
  const environment = { DOCKER_CONFIG: "/v" };
  assert.equal((await settingsOf({ flags: { config: "/f" }, environment })).dockerConfigDir, "/f");
  assert.equal((await settingsOf({ environment })).dockerConfigDir, "/v");
});
