import type { RegistryAccess } from "./registry-access.ts";

/**
 * Where everything is, decided once at a front end and handed down. Paths are absolute; every default
 * follows nerdctl's where nerdsh uses the system's containerd, and lies under nerdsh's own root where
 * it uses the embedded engine.
 */
export interface Settings extends RegistryAccess {
  /** `embedded`: nerdsh starts containerd itself where it does not run yet. */
  readonly engine: EngineKind;
  /** containerd's socket, a path without scheme. */
  readonly address: string;
  readonly namespace: string;
  readonly snapshotter: string;
  /** What is nerdsh's alone: the embedded engine's content and configuration, caches. `/var/lib/nerdsh`, or `$NERDSH_ROOT`. */
  readonly root: string;
  /** nerdctl's data root: `/var/lib/nerdctl`, or `root` with the embedded engine. */
  readonly dataRoot: string;
  /** `<data root>/<first 8 digits of the socket path's SHA-256>`: names, container state, volumes. */
  readonly dataStore: string;
  /** Gone after a reboot: FIFOs, sockets, cached CNI results. Short enough that a socket in it can be bound. */
  readonly runtimeDir: string;
  /** May be deleted at any time: compiled recipes, task results. */
  readonly cacheDir: string;
  /** Where containerd, runc and other programs are looked for: the caller's PATH, then the `sbin` directories. */
  readonly programDirs: readonly string[];
  /** The embedded engine stops itself once it had nothing to do for that long; 0: never. */
  readonly engineIdleMs: number;
  readonly cni: CniSettings;
  /** Directories with `<host>/hosts.toml`; those that do not exist are skipped. */
  readonly hostsDirs: readonly string[];
  readonly insecureRegistry: boolean;
  /** Directory of the private keys that encrypted layers are unpacked with; it may be missing. */
  readonly decryptionKeys: string;
  readonly debug: boolean;
  readonly cgroupManager: CgroupManager;
  readonly dns: DnsSettings;
  /** The host's resolv.conf, from which containers get their servers. */
  readonly resolvConf: string;
  /** What `host-gateway` stands for; where absent, the host's first IPv4 address that is not loopback. */
  readonly hostGatewayIp: string | undefined;
  readonly cdiSpecDirs: readonly string[];
  readonly usernsRemap: string | undefined;
  readonly selinux: boolean;
  readonly experimental: boolean;
  /** Show one row for the several names that a kubelet gives an image. */
  readonly kubeHideDupe: boolean;
  /** Whether health checks may be run by systemd's timers. */
  readonly healthTimers: boolean;
}

export type EngineKind = "system" | "embedded";

export type CgroupManager = "systemd" | "cgroupfs" | "none";

export interface CniSettings {
  /** Directories that hold plugin binaries, first match wins. */
  readonly pluginDirs: readonly string[];
  /** Directory of `*.conflist`; those of a namespace lie in `<dir>/<namespace>`. */
  readonly configDir: string;
  /** host-local's reservations: `<dir>/<network>/<ip>`. */
  readonly ipamDir: string;
  /** Name of the default network's bridge. */
  readonly bridgeName: string;
  /** The default network's subnet; where absent, 10.4.0.0/24, or the first free /24 above with the embedded engine. */
  readonly bridgeSubnet: string | undefined;
}

/** What containers get where `--dns*` says nothing; empty: the host's. */
export interface DnsSettings {
  readonly servers: readonly string[];
  readonly options: readonly string[];
  readonly search: readonly string[];
}
