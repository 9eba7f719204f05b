import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { toMilliseconds } from "../duration.ts";
import { NerdError } from "../errors.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { dataStore, defaultPaths } from "./default-paths.ts";
import { engineChoice } from "./engine-choice.ts";
import { hostPaths } from "./host-paths.ts";
import { registryAccess } from "./registry-access.ts";
import { type GlobalFlags, type SettingValues, settingKeys } from "./setting-keys.ts";
import { type Environment, environmentValues, flagValues, mergeValues } from "./setting-sources.ts";
import type { CgroupManager, Settings } from "./settings.ts";
import { readSettingsFile } from "./settings-file.ts";
import { defaultSnapshotter } from "./snapshotter.ts";

export interface SettingsInput {
  readonly flags?: GlobalFlags | undefined;
  readonly environment: Environment;
  /** Whom the paths are for; this process's user where absent. */
  readonly userId?: number | undefined;
}

/**
 * The settings that a command works with: each from its flag, else its environment variable, else nerdctl.toml, else the
 * default. Throws INVALID_VALUE or SETTINGS_INVALID for what cannot be meant, and ENGINE_DENIED where the user is not root.
 */
export async function resolveSettings({ flags = {}, environment, userId }: SettingsInput): Promise<Settings> {
  const host = hostPaths(userId ?? process.geteuid?.() ?? 0);
  const flagged = flagValues(flags);
  const named = mergeValues(
    environmentValues(environment),
    await readSettingsFile(environment["NERDCTL_TOML"] || host.settingsFile),
  );
  const values = mergeValues(flagged, named);
  const privateRoot = environment["NERDSH_ROOT"] ? resolve(environment["NERDSH_ROOT"]) : undefined;
  const engine = engineChoice({
    flag: flags.engine,
    flagAddress: flagged.address,
    environment: environment["NERDSH_ENGINE"],
    namedAddress: named.address,
    privateRoot,
    hasUsualSocket: existsSync(host.usualSocket),
  });
  const paths = defaultPaths(host, engine, privateRoot);
  const address = engine === "system" && values.address ? socketPath(values.address) : paths.address;
  const dataRoot = values.data_root ? resolve(values.data_root) : paths.dataRoot;
  return {
    engine,
    address,
    namespace: namespaceName(values.namespace ?? "default"),
    snapshotter: values.snapshotter ?? defaultSnapshotter(engine, paths.root),
    root: paths.root,
    dataRoot,
    dataStore: dataStore(dataRoot, address),
    runtimeDir: paths.runtimeDir,
    cacheDir: cacheDirectory(paths.root),
    programDirs: programDirs(environment["PATH"]),
    engineIdleMs: toMilliseconds(environment["NERDSH_ENGINE_IDLE"] || "5m"),
    cni: {
      pluginDirs: values.cni_path ? values.cni_path.split(":") : host.cniPluginDirs,
      configDir: values.cni_netconfpath ? resolve(values.cni_netconfpath) : paths.cniConfigDir,
      ipamDir: paths.ipamDir,
      bridgeName: paths.bridgeName,
      bridgeSubnet: values.bridge_ip || undefined,
    },
    // The flag is repeated, or has commas, or both.
    hostsDirs: values.hosts_dir?.flatMap((dirs) => dirs.split(",")) ?? host.hostsDirs,
    insecureRegistry: values.insecure_registry ?? false,
    decryptionKeys: resolve(environment["NERDSH_DECRYPTION_KEYS"] || paths.decryptionKeys),
    resolvConf: resolve(environment["NERDSH_RESOLV_CONF"] || "/etc/resolv.conf"),
    debug: (values.debug ?? false) || (values.debug_full ?? false),
    cgroupManager: values.cgroup_manager === undefined ? defaultCgroupManager() : cgroupManager(values.cgroup_manager),
    ...registryAccess(flags.config ? { ...environment, DOCKER_CONFIG: flags.config } : environment),
    ...lesserSettings(values, host.cdiSpecDirs),
  };
}

function lesserSettings(values: SettingValues, cdiSpecDirs: readonly string[]) {
  return {
    dns: { servers: values.dns ?? [], options: values.dns_opts ?? [], search: values.dns_search ?? [] },
    hostGatewayIp: values.host_gateway_ip || undefined,
    cdiSpecDirs: values.cdi_spec_dirs ?? cdiSpecDirs,
    usernsRemap: values.userns_remap || undefined,
    selinux: values.selinux_enabled ?? false,
    experimental: values.experimental ?? true,
    kubeHideDupe: values.kube_hide_dupe ?? false,
    healthTimers: !(values.disable_hc_systemd ?? false),
  };
}

function socketPath(address: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1];
  if (scheme === undefined || scheme === "unix") return resolve(address.replace(/^unix:\/\//, ""));
  throw new NerdError("INVALID_VALUE", `not a unix socket: ${address}`, {
    hint: "containerd listens on a path such as /run/containerd/containerd.sock",
  });
}

/** containerd's own rule, which also makes it safe as a part of a path. From containerd, pkg/identifiers. */
function namespaceName(name: string): string {
  if (name.length <= 76 && /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(name)) return name;
  throw new NerdError("INVALID_VALUE", `not a namespace name: ${name}`, {
    hint: "use letters and digits, with single dots, dashes or underscores between them",
  });
}

function cgroupManager(name: string): CgroupManager {
  const choices = settingKeys.cgroup_manager.choices;
  const choice = choices.find((known) => known === name);
  if (choice !== undefined) return choice;
  throw new NerdError("INVALID_VALUE", `no such cgroup manager: ${name}`, { hint: `choose ${choices.join(", ")}` });
}

/** systemd must own the tree where it runs on cgroup v2. From nerdctl, pkg/defaults, CgroupManager. */
function defaultCgroupManager(): CgroupManager {
  const isUnified = existsSync("/sys/fs/cgroup/cgroup.controllers");
  return isUnified && existsSync("/run/systemd/system") ? "systemd" : "cgroupfs";
}

/** A user's PATH, cron's too, may lack the directories in which runc and iptables lie. */
function programDirs(path: string | undefined): readonly string[] {
  const dirs = (path ?? "").split(":").filter(Boolean);
  return [...new Set([...dirs, "/usr/local/sbin", "/usr/sbin", "/sbin"])];
}
