/** One setting as nerdctl.toml spells it: its type there, the global flag and the variable that stand above it. */
interface SettingKeyFacts {
  readonly type: "bool" | "string" | "list";
  /** The global flag's option name; nerdctl gives some settings none. */
  readonly flag?: string;
  readonly environment?: string;
  readonly choices?: readonly string[];
}

/** nerdctl's keys, all of them: a file that nerdctl reads is one that nerdsh reads. From nerdctl, docs/config.md. */
export const settingKeys = {
  debug: { type: "bool", flag: "debug" },
  debug_full: { type: "bool", flag: "debugFull" },
  address: { type: "string", flag: "address", environment: "CONTAINERD_ADDRESS" },
  namespace: { type: "string", flag: "namespace", environment: "CONTAINERD_NAMESPACE" },
  snapshotter: { type: "string", flag: "snapshotter", environment: "CONTAINERD_SNAPSHOTTER" },
  cni_path: { type: "string", flag: "cniPath", environment: "CNI_PATH" },
  cni_netconfpath: { type: "string", flag: "cniNetconfpath", environment: "NETCONFPATH" },
  data_root: { type: "string", flag: "dataRoot" },
  cgroup_manager: { type: "string", flag: "cgroupManager", choices: ["systemd", "cgroupfs", "none"] },
  insecure_registry: { type: "bool", flag: "insecureRegistry" },
  hosts_dir: { type: "list", flag: "hostsDir", environment: "NERDSH_HOSTS_DIR" },
  experimental: { type: "bool", flag: "experimental", environment: "NERDCTL_EXPERIMENTAL" },
  host_gateway_ip: { type: "string", flag: "hostGatewayIp", environment: "NERDCTL_HOST_GATEWAY_IP" },
  bridge_ip: { type: "string", flag: "bridgeIp", environment: "NERDCTL_BRIDGE_IP" },
  kube_hide_dupe: { type: "bool", flag: "kubeHideDupe" },
  cdi_spec_dirs: { type: "list", flag: "cdiSpecDirs" },
  userns_remap: { type: "string", flag: "usernsRemap" },
  dns: { type: "list", flag: "globalDns" },
  dns_opts: { type: "list", flag: "globalDnsOpts" },
  dns_search: { type: "list", flag: "globalDnsSearch" },
  selinux_enabled: { type: "bool", flag: "selinuxEnabled" },
  disable_hc_systemd: { type: "bool" },
} as const satisfies Readonly<Record<string, SettingKeyFacts>>;

export type SettingKey = keyof typeof settingKeys;

interface ValueTypes {
  bool: boolean;
  string: string;
  list: readonly string[];
}

type ValueOf<Key extends SettingKey> = ValueTypes[(typeof settingKeys)[Key]["type"]];

/** What one source says; a key that it leaves out is for the next source to answer. */
export type SettingValues = { readonly [Key in SettingKey]?: ValueOf<Key> | undefined };

type FlagOf<Key extends SettingKey> = (typeof settingKeys)[Key] extends { readonly flag: infer Flag extends string }
  ? Flag
  : never;

/** The global flags as read from argv or from an API call: `address`, `dataRoot`, `hostsDir`, … and `engine`. */
export type GlobalFlags = { readonly [Key in SettingKey as FlagOf<Key>]?: ValueOf<Key> | undefined } & {
  readonly engine?: string | undefined;
  /** Docker's: where `config.json` is. */
  readonly config?: string | undefined;
};

/** The table's row, without the literal types that only `SettingValues` needs. */
export function settingKeyFacts(key: SettingKey): SettingKeyFacts {
  return settingKeys[key];
}

export const settingKeyNames = Object.keys(settingKeys) as readonly SettingKey[]; // Exactly the table's own keys.
