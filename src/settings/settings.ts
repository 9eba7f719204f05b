/**
 * Where everything is, decided once at a front end and handed down. Paths are absolute; every default
 * follows nerdctl's where nerdsh uses the system's containerd, and lies under nerdsh's own root where
 * it uses the embedded engine.
 */
export interface Settings {
  /** `embedded`: nerdsh starts containerd itself where it does not run yet. */
  readonly engine: "system" | "embedded";
  /** containerd's socket, a path without scheme. */
  readonly address: string;
  readonly namespace: string;
  readonly snapshotter: string;
  /** nerdctl's data root: `/var/lib/nerdctl`, or `/var/lib/nerdsh` with the embedded engine. */
  readonly dataRoot: string;
  /** `<data root>/<first 8 digits of the socket path's SHA-256>`: names, container state, volumes. */
  readonly dataStore: string;
  /** Gone after a reboot: FIFOs, sockets, pid files, cached CNI results. */
  readonly runtimeDir: string;
  readonly cni: CniSettings;
  /** Directories with `<host>/hosts.toml`; those that do not exist are skipped. */
  readonly hostsDirs: readonly string[];
  readonly insecureRegistry: boolean;
  readonly debug: boolean;
}

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
