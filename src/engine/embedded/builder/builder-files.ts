import { readdirSync } from "node:fs";
import { join } from "node:path";
import { addressHash, shortHash } from "../../../settings/address-hash.ts";
import type { Settings } from "../../../settings/settings.ts";
import type { LaunchFiles } from "../launcher.ts";

export type BuilderFileSettings = Pick<Settings, "address" | "root" | "runtimeDir">;

/** A builder is one program for one namespace of one containerd. */
export type BuilderProgram = "buildkitd" | "dockerd";

export interface BuilderFiles extends Omit<LaunchFiles, "config" | "socket" | "parkedSocket"> {
  /** Each names its program too: it is the one whose command line has this path. */
  readonly configs: Readonly<Record<BuilderProgram, string>>;
  readonly sockets: Readonly<Record<BuilderProgram, string>>;
  /** Its cache's index. The cache itself is containerd's content and snapshots. */
  readonly data: string;
  /** Of one run, and gone after a boot. */
  readonly runtime: string;
  readonly pidFile: string;
  /** The bridge's network as buildkitd wants it, and the addresses it has given. */
  readonly networkList: string;
  readonly addresses: string;
  /** Link and cgroup that are the builder's alone; the kernel allows 15 bytes for the link. */
  readonly bridge: string;
  readonly cgroup: string;
}

/**
 * Where a namespace's builder has its things. The runtime directory's name is short since dockerd binds
 * `<exec root>/libnetwork/<12 digits>.sock` below it, and a socket's path has 107 bytes.
 */
export function builderFiles(settings: BuilderFileSettings, namespace: string): BuilderFiles {
  const { address, root, runtimeDir } = settings;
  const id = shortHash(`${addressHash(address)} ${root} ${namespace}`);
  const own = join(buildersDirectory(settings), namespace);
  const runtime = join(runtimeDir, `b-${id}`);
  return {
    configs: { buildkitd: join(own, "buildkitd.toml"), dockerd: join(own, "dockerd.json") },
    sockets: { buildkitd: join(runtime, "buildkitd.sock"), dockerd: join(runtime, "dockerd.sock") },
    launcher: join(own, "launcher.sh"),
    data: join(own, "data"),
    state: join(runtime, "exec"),
    runtime,
    pidFile: join(runtime, "pid"),
    log: join(runtime, "log"),
    lock: join(runtimeDir, `b-${id}.lock`),
    networkList: join(root, "cni", "builders", `${id}.conflist`),
    addresses: join(root, "cni", "builders", id),
    bridge: `nerdb-${id}`,
    cgroup: `/nerdsh-builder-${id}`,
  };
}

/** Namespaces that ever had a builder of this containerd's. */
export function builderNamespaces(settings: BuilderFileSettings): string[] {
  try {
    return readdirSync(buildersDirectory(settings)).sort();
  } catch {
    return []; // None was ever started.
  }
}

function buildersDirectory({ address, root }: BuilderFileSettings): string {
  return join(root, "builders", addressHash(address));
}
