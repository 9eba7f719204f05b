import { type NamespaceMode, readNamespaceMode } from "./namespace-mode.ts";
import { type SpecOption, withNamespace, withSysctl } from "./spec-options.ts";
import { readSysctls } from "./sysctls.ts";

/** Which of the kernel's namespaces a container shares, and what is set in them: the flags of that group, read. */
export interface NamespaceOptions {
  /** `host` or `container:NAME`. */
  readonly pid: string | undefined;
  /** `private`, `shareable`, `host`, `none` or `container:NAME`. */
  readonly ipc: string | undefined;
  /** `host` */
  readonly uts: string | undefined;
  /** `host` or `private`; by the version of cgroups where undefined. */
  readonly cgroupns: string | undefined;
  /** `host`: there is no other. */
  readonly userns: string | undefined;
  readonly sysctl: Readonly<Record<string, string | null>>;
}

/** What was looked up of the host, and of the containers whose namespaces are joined. */
export interface NamespaceFacts {
  readonly cgroupVersion: 1 | 2;
  readonly network: string;
  /** Paths such as `/proc/17/ns/pid`; undefined where none is joined. */
  readonly pidNamespace: string | undefined;
  /** The same, or `host` where the other container has the host's. */
  readonly ipcNamespace: string | undefined;
  /** A directory of the host that is the container's /dev/shm. */
  readonly sharedMemory: string | undefined;
}

/** Throws INVALID_VALUE for modes that there are not, and parameters that are not the container's. */
export function namespaceOptions(input: NamespaceOptions, facts: NamespaceFacts): SpecOption[] {
  const kindOf = (flag: "pid" | "ipc" | "uts" | "cgroupns" | "userns") => readNamespaceMode(flag, input[flag])?.kind;
  const ipc = facts.ipcNamespace === "host" ? "host" : (kindOf("ipc") ?? "private");
  const cgroup = kindOf("cgroupns") ?? (facts.cgroupVersion === 2 ? "private" : "host");
  kindOf("userns");
  const sysctls = readSysctls(input.sysctl, { network: facts.network === "host", ipc: ipc === "host" });
  return [
    withNamespace("pid", { isHost: kindOf("pid") === "host", path: facts.pidNamespace }),
    withNamespace("ipc", { isHost: ipc === "host", path: facts.ipcNamespace }),
    withNamespace("uts", { isHost: kindOf("uts") === "host" }),
    withNamespace("cgroup", { isHost: cgroup === "host" }),
    ...sharedMemoryOptions(ipc, facts.sharedMemory),
    ...Object.entries(sysctls).map(([name, value]) => withSysctl(name, value)),
  ];
}

function sharedMemoryOptions(ipc: NamespaceMode["kind"], directory: string | undefined): SpecOption[] {
  if (ipc === "none") return [withoutMount("/dev/shm")];
  // Message queues need no such thing: what is mounted for them is always that of the namespace.
  const source = ipc === "host" ? "/dev/shm" : directory;
  return source === undefined ? [] : [withMemory(source)];
}

const withoutMount =
  (place: string): SpecOption =>
  (spec) => {
    spec.mounts = spec.mounts.filter(({ destination }) => destination !== place);
  };

/** In the place of the container's own; what the user mounts there stays. */
const withMemory =
  (source: string): SpecOption =>
  (spec) => {
    const options = ["rbind", "nosuid", "noexec", "nodev"];
    spec.mounts = spec.mounts.map((mount) => {
      const isOwn = mount.destination === "/dev/shm" && mount.source === "shm";
      return isOwn ? { destination: mount.destination, type: "bind", source, options } : mount;
    });
  };
