import type { Settings } from "../../../settings/settings.ts";
import type { BuilderFiles } from "./builder-files.ts";

/** Of a registry that is not reached as its name says. */
export interface BuilderRegistry {
  readonly domain: string;
  /** Asked first: `https://mirror.example`, no path. */
  readonly mirrors: readonly string[];
  /** `http`, or TLS whose certificate is not checked; of hosts, `name:port`. */
  readonly plain: readonly string[];
  readonly unchecked: readonly string[];
}

export interface BuilderConfigInput extends Pick<Settings, "address" | "snapshotter"> {
  readonly namespace: string;
  readonly files: Pick<BuilderFiles, "data" | "state" | "pidFile" | "sockets" | "bridge" | "cgroup" | "networkList">;
  readonly registries: readonly BuilderRegistry[];
  /** Where CNI's bridge plugin lies. */
  readonly cniBinDir: string | undefined;
}

/**
 * dockerd as a BuildKit and nothing else: images in our containerd, networks on our bridge, no rule and no bridge of its own.
 * `bridge: none` would take RUN's network away, and would remove another Docker's `docker0`. From moby, daemon_unix.go,
 * removeDefaultBridgeInterface.
 */
export function dockerdConfig({ address, namespace, snapshotter, files, registries }: BuilderConfigInput): string {
  // It knows mirrors of Docker Hub only.
  const mirrors = registries.flatMap(({ domain, mirrors }) => (domain === "docker.io" ? mirrors : []));
  const insecure = registries.flatMap(({ plain, unchecked }) => [...plain, ...unchecked]);
  const config = {
    hosts: [`unix://${files.sockets.dockerd}`],
    group: "0",
    "data-root": files.data,
    "exec-root": files.state,
    pidfile: files.pidFile,
    containerd: address,
    "containerd-namespace": namespace,
    "containerd-plugins-namespace": namespace,
    features: { "containerd-snapshotter": true },
    "storage-driver": snapshotter,
    bridge: files.bridge,
    iptables: false,
    ip6tables: false,
    "ip-masq": false,
    "ip-forward": false,
    "userland-proxy": false,
    // BuildKit makes its groups below, whatever manages the host's: so they can be found and removed.
    "cgroup-parent": files.cgroup,
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    "log-level": "fatal", // It complains about every container in the namespace that is not its own.
    ...(mirrors.length > 0 && { "registry-mirrors": mirrors }),
    ...(insecure.length > 0 && { "insecure-registries": [...new Set(insecure)] }),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** buildkitd on our containerd alone, with the bridge by CNI. From BuildKit, docs/buildkitd.toml.md. */
export function buildkitdConfig(input: BuilderConfigInput): string {
  const { address, namespace, snapshotter, files, registries, cniBinDir } = input;
  const network =
    cniBinDir === undefined
      ? [["networkMode", "host"]]
      : [
          ["networkMode", "cni"],
          ["cniConfigPath", files.networkList],
          ["cniBinaryPath", cniBinDir],
        ];
  return `# Written by nerdsh at each start of its builder.
${table("", [
  ["root", files.data],
  ["insecure-entitlements", ["network.host", "security.insecure"]],
])}${table("grpc", [["address", [`unix://${files.sockets.buildkitd}`]]])}${table("worker.oci", [["enabled", false]])}${table(
  "worker.containerd",
  [
    ["enabled", true],
    ["address", address],
    ["namespace", namespace],
    ["snapshotter", snapshotter],
    ["rootless", false],
    ["defaultCgroupParent", files.cgroup],
    ...network,
  ],
)}${registries.map(registryTables).join("")}`;
}

function registryTables({ domain, mirrors, plain, unchecked }: BuilderRegistry): string {
  const hosts = [...new Set([...plain, ...unchecked])];
  const own = hosts.includes(domain) ? [] : [table(`registry.${quoted(domain)}`, [["mirrors", mirrors.map(hostOf)]])];
  const others = hosts.map((host) =>
    table(`registry.${quoted(host)}`, [
      ...(host === domain && mirrors.length > 0 ? [["mirrors", mirrors.map(hostOf)] as const] : []),
      ["http", plain.includes(host)],
      ["insecure", unchecked.includes(host)],
    ]),
  );
  return [...(mirrors.length > 0 ? own : []), ...others].join("");
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, "");
}

type TomlValue = string | boolean | readonly string[];

function table(name: string, entries: readonly (readonly TomlValue[])[]): string {
  const head = name === "" ? "" : `\n[${name}]\n`;
  // JSON's escapes are all TOML's too (TOML 1.0, "String").
  return head + entries.map(([key, value]) => `${String(key)} = ${JSON.stringify(value)}\n`).join("");
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
