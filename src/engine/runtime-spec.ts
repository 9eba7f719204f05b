/** The OCI runtime spec (runtime-spec, config and config-linux), as its JSON spells it: what nerdsh writes or reads. */
export interface RuntimeSpec {
  ociVersion: string;
  hostname?: string;
  domainname?: string;
  root: { path: string; readonly?: boolean };
  process: ProcessSpec;
  mounts: MountSpec[];
  annotations?: Record<string, string>;
  /** By their time: `createRuntime`, `poststop`, … */
  hooks?: Record<string, HookSpec[]>;
  linux: LinuxSpec;
}

export interface ProcessSpec {
  terminal: boolean;
  consoleSize?: { width: number; height: number };
  user: { uid: number; gid: number; umask?: number; additionalGids?: number[] };
  args: string[];
  env: string[];
  cwd: string;
  capabilities?: Record<CapabilitySet, string[]>;
  rlimits?: { type: string; hard: number; soft: number }[];
  noNewPrivileges?: boolean;
  oomScoreAdj?: number;
  apparmorProfile?: string;
  selinuxLabel?: string;
}

export type CapabilitySet = "bounding" | "effective" | "permitted" | "inheritable" | "ambient";

export interface MountSpec {
  destination: string;
  type: string;
  source: string;
  options: string[];
}

export interface LinuxSpec {
  namespaces: { type: string; path?: string }[];
  resources: LinuxResources;
  cgroupsPath?: string;
  sysctl?: Record<string, string>;
  maskedPaths?: string[];
  readonlyPaths?: string[];
  devices?: DeviceSpec[];
  intelRdt?: { closID?: string; l3CacheSchema?: string; memBwSchema?: string };
  seccomp?: LinuxSeccomp;
  rootfsPropagation?: string;
  uidMappings?: IdMapping[];
  gidMappings?: IdMapping[];
}

/** A filter of system calls (runtime-spec, config-linux, "Seccomp"). */
export interface LinuxSeccomp {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly flags?: readonly string[];
  readonly listenerPath?: string;
  readonly listenerMetadata?: string;
  readonly syscalls: readonly SeccompCall[];
}

export interface SeccompCall {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly {
    readonly index: number;
    readonly value: number;
    readonly valueTwo?: number;
    readonly op: string;
  }[];
}

export interface IdMapping {
  containerID: number;
  hostID: number;
  size: number;
}

export interface DeviceSpec {
  path: string;
  type: string;
  major: number;
  minor: number;
  fileMode?: number;
  uid?: number;
  gid?: number;
}

export interface DeviceRule {
  allow: boolean;
  type?: string;
  major?: number;
  minor?: number;
  access?: string;
}

export interface LinuxResources {
  devices?: DeviceRule[];
  memory?: { limit?: number; swap?: number; reservation?: number; swappiness?: number; disableOOMKiller?: boolean };
  cpu?: CpuResources;
  pids?: { limit: number };
  blockIO?: BlockResources;
  /** Files of cgroup v2 by name. */
  unified?: Record<string, string>;
}

export interface CpuResources {
  quota?: number;
  period?: number;
  shares?: number;
  realtimeRuntime?: number;
  realtimePeriod?: number;
  cpus?: string;
  mems?: string;
}

interface BlockDevice {
  major: number;
  minor: number;
}

export interface BlockResources {
  weight?: number;
  weightDevice?: (BlockDevice & { weight: number })[];
  throttleReadBpsDevice?: (BlockDevice & { rate: number })[];
  throttleWriteBpsDevice?: (BlockDevice & { rate: number })[];
  throttleReadIOPSDevice?: (BlockDevice & { rate: number })[];
  throttleWriteIOPSDevice?: (BlockDevice & { rate: number })[];
}

export interface HookSpec {
  path: string;
  args?: string[];
  env?: string[];
  timeout?: number;
}

/** No limit of a resource limit: RLIM_INFINITY, the greatest of 64 bits. JavaScript's nearest number is one more. */
export const unlimited = 2 ** 64;
