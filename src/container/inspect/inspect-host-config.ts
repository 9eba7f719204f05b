import { readRuntimeOptions } from "../../engine/runtime-options.ts";
import type { RuntimeSpec } from "../../engine/runtime-spec.ts";
import { askedMountsOf } from "../mounts/asked-mounts.ts";
import type { AskedHostConfig } from "../record/asked-host-config.ts";
import { isInternalLabel, labelKeys, readJsonLabel } from "../record/labels.ts";
import type { IpcLabel } from "../shared-namespaces.ts";
import { capabilityDifference } from "../spec/capabilities.ts";
import { hasInit } from "../spec/process-args.ts";
import type { ContainerFacts } from "./inspect.ts";
import { portBindings } from "./inspect-network.ts";

interface DnsLabel {
  readonly DNSServers?: readonly string[] | null;
  readonly DNSResolvConfOptions?: readonly string[] | null;
  readonly DNSSearchDomains?: readonly string[] | null;
}

interface HostConfigLabel {
  readonly BlkioWeight?: number;
  readonly CidFile?: string;
  readonly Devices?: readonly object[] | null;
}

/** `HostConfig`: what the container has of the host, from labels and spec. */
export function hostConfigDocument({ container, spec, ports }: ContainerFacts): object {
  const { labels, runtime } = container;
  const host = readJsonLabel<HostConfigLabel>(labels, labelKeys.hostConfig, {});
  const dns = readJsonLabel<DnsLabel>(labels, labelKeys.dns, {});
  const log = readJsonLabel<object>(labels, labelKeys.logConfig, {});
  const networks = readJsonLabel<string[]>(labels, labelKeys.networks, []);
  const asked = readJsonLabel<AskedHostConfig>(labels, labelKeys.askedHostConfig, {});
  const capabilities = capabilityDifference(spec.process.capabilities?.bounding ?? []);
  return {
    Binds: null,
    VolumeDriver: "",
    VolumesFrom: null,
    ...askedMountsOf(labels),
    ContainerIDFile: host.CidFile ?? "",
    LogConfig: log,
    NetworkMode: networks[0] ?? "",
    PortBindings: portBindings(ports, []),
    RestartPolicy: restartPolicy(labels[labelKeys.restartPolicy]),
    AutoRemove: labels[labelKeys.autoRemove] === "true",
    CapAdd: capabilities.added,
    CapDrop: capabilities.dropped,
    CgroupnsMode: namespaceMode(spec, "cgroup"),
    Dns: dns.DNSServers ?? [],
    DnsOptions: dns.DNSResolvConfOptions ?? [],
    DnsSearch: dns.DNSSearchDomains ?? [],
    ExtraHosts: readJsonLabel<string[]>(labels, labelKeys.extraHosts, []),
    GroupAdd: asked.GroupAdd ?? null,
    IpcMode: ipcMode(readJsonLabel<IpcLabel>(labels, labelKeys.ipc, {})),
    Annotations: annotations(spec),
    OomScoreAdj: spec.process.oomScoreAdj ?? 0,
    PidMode: pidMode(spec, labels[labelKeys.pidContainer]),
    Privileged: labels[labelKeys.privileged] === "true",
    ReadonlyRootfs: spec.root.readonly ?? false,
    Init: hasInit(spec),
    UTSMode: namespaceMode(spec, "uts") === "host" ? "host" : "",
    ShmSize: shmBytes(spec),
    Sysctls: spec.linux.sysctl ?? {},
    UsernsMode: asked.UsernsMode ?? "",
    SecurityOpt: asked.SecurityOpt ?? null,
    MaskedPaths: spec.linux.maskedPaths ?? [],
    ReadonlyPaths: spec.linux.readonlyPaths ?? [],
    Isolation: "",
    Runtime: readRuntimeOptions(runtime.options).binaryName || runtime.name,
    ...resources(spec),
    BlkioWeight: host.BlkioWeight ?? 0,
    Ulimits: (spec.process.rlimits ?? []).map(({ type, hard, soft }) => ({
      Name: type.replace(/^RLIMIT_/, "").toLowerCase(),
      Hard: hard,
      Soft: soft,
    })),
    Devices: host.Devices ?? [],
  };
}

/** As they were asked for, without what the tools note there for themselves. */
function annotations({ annotations = {} }: RuntimeSpec): object {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !isInternalLabel(key)));
}

function ipcMode({ mode = "", victimContainerId }: IpcLabel): string {
  return mode === "container" ? `container:${victimContainerId}` : mode;
}

function pidMode(spec: RuntimeSpec, owner: string | undefined): string {
  if (owner !== undefined) return `container:${owner}`;
  return namespaceMode(spec, "pid") === "host" ? "host" : "";
}

function resources({ linux }: RuntimeSpec): object {
  const { cpu, memory, pids } = linux.resources;
  return {
    CpusetMems: cpu?.mems ?? "",
    CpusetCpus: cpu?.cpus ?? "",
    CpuQuota: cpu?.quota ?? 0,
    CpuShares: cpu?.shares ?? 0,
    CpuPeriod: cpu?.period ?? 0,
    NanoCpus: cpu?.quota !== undefined && cpu.period ? Math.round((cpu.quota / cpu.period) * 1e9) : 0,
    Memory: memory?.limit ?? 0,
    MemorySwap: memory?.swap ?? 0,
    MemoryReservation: memory?.reservation ?? 0,
    MemorySwappiness: memory?.swappiness ?? null,
    PidsLimit: pids?.limit ?? 0,
    OomKillDisable: memory?.disableOOMKiller ?? false,
  };
}

/** `on-failure:3`; containerd keeps none for `no`. */
function restartPolicy(text = "no"): object {
  const [name = "no", count = "0"] = text.split(":");
  return { Name: name, MaximumRetryCount: Number(count) };
}

function namespaceMode({ linux }: RuntimeSpec, type: string): "private" | "host" {
  return linux.namespaces.some((namespace) => namespace.type === type) ? "private" : "host";
}

/** From the tmpfs's own option, `size=65536k`. */
function shmBytes({ mounts }: RuntimeSpec): number {
  const options = mounts.find(({ destination }) => destination === "/dev/shm")?.options ?? [];
  const [, digits, unit = ""] = options.map((option) => /^size=(\d+)([kmg]?)$/.exec(option)).find(Boolean) ?? [];
  return digits === undefined ? 0 : Number(digits) * 1024 ** " kmg".indexOf(unit || " ");
}
