/** The OCI runtime spec (runtime-spec, config and config-linux), as its JSON spells it: what nerdsh writes or reads. */
export interface RuntimeSpec {
  ociVersion: string;
  hostname?: string;
  domainname?: string;
  root: { path: string; readonly?: boolean };
  process: ProcessSpec;
  mounts: MountSpec[];
  annotations?: Record<string, string>;
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
  seccomp?: object;
  rootfsPropagation?: string;
  uidMappings?: IdMapping[];
  gidMappings?: IdMapping[];
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

export interface LinuxResources {
  devices?: { allow: boolean; type?: string; major?: number; minor?: number; access?: string }[];
  memory?: { limit?: number; swap?: number; reservation?: number; swappiness?: number; disableOOMKiller?: boolean };
  cpu?: { quota?: number; period?: number; shares?: number; cpus?: string; mems?: string };
  pids?: { limit: number };
}
