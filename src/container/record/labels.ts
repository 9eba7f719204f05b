import { NerdError } from "../../errors.ts";

/**
 * Keys that nerdctl and nerdsh both write on a container's record, so that each finds the other's (nerdctl,
 * pkg/labels). Their values are text, JSON where the comment says so.
 */
export const labelKeys = {
  namespace: "nerdctl/namespace",
  name: "nerdctl/name",
  hostname: "nerdctl/hostname",
  domainname: "nerdctl/domainname",
  /** JSON array of `host:ip`. */
  extraHosts: "nerdctl/extraHosts",
  stateDir: "nerdctl/state-dir",
  /** JSON array: `["bridge"]`, `["none"]`, `["host"]`, or names of networks. */
  networks: "nerdctl/networks",
  platform: "nerdctl/platform",
  logUri: "nerdctl/log-uri",
  /** JSON `{driver, opts, address}`. */
  logConfig: "nerdctl/log-config",
  /** JSON. */
  hostConfig: "nerdctl/host-config",
  /** Addresses asked for in the first network. */
  ip: "nerdctl/ip",
  ip6: "nerdctl/ip6",
  macAddress: "nerdctl/mac-address",
  pidFile: "nerdctl/pid-file",
  /** JSON. */
  dns: "nerdctl/dns",
  /** `true` or `false`. */
  autoRemove: "nerdctl/auto-remove",
  /** Whose PID namespace it joins. */
  pidContainer: "nerdctl/pid-container",
  privileged: "nerdctl/privileged",
  /** JSON `{mode}`. */
  ipc: "nerdctl/ipc",
  /** Followed by a number from 0; JSON of one mount. */
  mount: "nerdctl/mounts.",
  /** nerdsh's own: JSON of what was asked for, in Docker's `HostConfig` shape. */
  askedMounts: "nerdsh/mounts",
  /** JSON array of snapshot keys. */
  imageMounts: "nerdctl/image-mount-snapshots",
  /** JSON array of volume names. */
  anonymousVolumes: "nerdctl/anonymous-volumes",
  /** JSON `{"80/tcp":{}}`. */
  exposedPorts: "nerdctl/exposed-ports",
  /** JSON array of port mappings: an older place than network-config.json. */
  ports: "nerdctl/ports",
  user: "nerdctl/user",
  stopTimeout: "nerdctl/stop-timeout",
  /** JSON in Docker's spelling. */
  healthcheck: "nerdctl/healthcheck",
  /** JSON `{Status, FailingStreak, InStartPeriod}`. */
  healthState: "nerdctl/healthstate",
  error: "nerdctl/error",
  stopSignal: "io.containerd.image.config.stop-signal",
  restartStatus: "containerd.io/restart.status",
  restartPolicy: "containerd.io/restart.policy",
  restartLogUri: "containerd.io/restart.loguri",
  /** How often its policy has brought it back since it was started by hand. */
  restartCount: "containerd.io/restart.count",
  explicitlyStopped: "containerd.io/restart.explicitly-stopped",
  /** nerdsh's own: the milliseconds that the last restart was waited for. */
  restartDelay: "nerdsh/restart-delay",
  /** nerdsh's own: JSON of what was asked for that nerdctl has no place for, in Docker's `HostConfig` shape. */
  askedHostConfig: "nerdsh/host-config",
  /** nerdsh's own: JSON of what was asked for of networks that nerdctl has no label for. */
  askedNetwork: "nerdsh/network",
  /** nerdsh's own: the image as the user wrote it; the record has its full name. */
  image: "nerdsh/image",
  /** nerdsh's own: whether stdin was asked for, which the streams of a stopped task no longer tell. */
  interactive: "nerdsh/interactive",
  /** nerdsh's own: JSON array of the names of variables that are secrets. */
  secretEnv: "nerdsh/secret-env",
  /** nerdsh's own, once it was to be started: who sees to it after its exit, a process by its identity, or `supervisor`. */
  keeper: "nerdsh/keeper",
  /** nerdsh's own: the name of the recipe's service that it is. */
  service: "nerdsh/service",
  /** nerdsh's own: by which later runs find a service, a digest of all that it was asked for with. */
  reuse: "nerdsh/reuse",
  /** nerdsh's own: the task whose failure it was kept for. */
  kept: "nerdsh/kept",
} as const;

const internalPrefix = "nerdctl/";

/** Labels that a user gives; those of the tools themselves are refused. */
export function checkUserLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const internal = Object.keys(labels).find(
    (key) => key.startsWith(internalPrefix) && !key.startsWith("nerdctl/bypass4netns"),
  );
  if (internal === undefined) return labels;
  throw new NerdError("INVALID_VALUE", `internal label cannot be set by hand: ${internal}`);
}

export function isInternalLabel(key: string): boolean {
  return key.includes(internalPrefix);
}

/** nerdctl's hooks read these from the spec rather than from the record. */
export function annotationsOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => isInternalLabel(key)));
}

/** The text under a label that holds JSON; `fallback` where there is none. */
export function readJsonLabel<T>(labels: Readonly<Record<string, string>>, key: string, fallback: T): T {
  const text = labels[key];
  return text === undefined ? fallback : ((JSON.parse(text) as T | null) ?? fallback); // Written by nerdctl or nerdsh.
}
