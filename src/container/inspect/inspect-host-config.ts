import { readRuntimeOptions } from "../../engine/runtime-options.ts";
import type { RuntimeSpec } from "../../engine/runtime-spec.ts";
import { askedMountsOf } from "../mounts/asked-mounts.ts";
import { readAskedNetwork } from "../network/network-labels.ts";
import type { AskedHostConfig } from "../record/asked-host-config.ts";
import type { HostConfigLabel } from "../record/host-config-label.ts";
import { isInternalLabel, labelKeys, readJsonLabel } from "../record/labels.ts";
import type { IpcLabel } from "../shared-namespaces.ts";
import { capabilityDifference } from "../spec/capabilities.ts";
import { hasInit } from "../spec/process-args.ts";
import type { ContainerFacts } from "./inspect.ts";
import { askedPortBindings } from "./inspect-network.ts";
import { resourceDocument } from "./inspect-resources.ts";

interface DnsLabel {
  readonly DNSServers?: readonly string[] | null;
  readonly DNSResolvConfOptions?: readonly string[] | null;
  readonly DNSSearchDomains?: readonly string[] | null;
}

interface LogConfigLabel {
  readonly driver?: string;
  readonly opts?: Readonly<Record<string, string>>;
}

/** `HostConfig`: what the container has of the host, from labels and spec. */
export function hostConfigDocument({ container, spec, ports }: ContainerFacts) {
  const { labels, runtime } = container;
  const host = readJsonLabel<HostConfigLabel>(labels, labelKeys.hostConfig, {});
  const dns = readJsonLabel<DnsLabel>(labels, labelKeys.dns, {});
  const log = readJsonLabel<LogConfigLabel>(labels, labelKeys.logConfig, {});
  const networks = readJsonLabel<string[]>(labels, labelKeys.networks, []);
  const asked = readJsonLabel<AskedHostConfig>(labels, labelKeys.askedHostConfig, {});
  const capabilities = capabilityDifference(spec.process.capabilities?.bounding ?? []);
  return {
    Binds: null,
    VolumeDriver: "",
    VolumesFrom: null,
    ...askedMountsOf(labels),
    ContainerIDFile: host.CidFile ?? "",
    // As nerdctl shows it, and as Docker does.
    LogConfig: { ...log, Type: log.driver ?? "", Config: log.opts ?? {} },
    NetworkMode: networks[0] ?? "",
    PortBindings: askedPortBindings(labels, ports),
    PublishAllPorts: readAskedNetwork(labels).publishAll ?? false,
    Links: null,
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
    PidMode: pidMode(spec, labels[labelKeys.pidContainer]),
    Privileged: labels[labelKeys.privileged] === "true",
    ReadonlyRootfs: spec.root.readonly ?? false,
    Init: hasInit(spec),
    UTSMode: namespaceMode(spec, "uts") === "host" ? "host" : "",
    Sysctls: spec.linux.sysctl ?? {},
    UsernsMode: asked.UsernsMode ?? "",
    SecurityOpt: asked.SecurityOpt ?? null,
    MaskedPaths: spec.linux.maskedPaths ?? [],
    ReadonlyPaths: spec.linux.readonlyPaths ?? [],
    Isolation: "",
    Runtime: readRuntimeOptions(runtime.options).binaryName || runtime.name,
    ConsoleSize: [0, 0],
    Cgroup: "",
    ...resourceDocument(spec, host),
  };
}

/** As they were asked for, without what the tools note there for themselves. */
function annotations({ annotations = {} }: RuntimeSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !isInternalLabel(key)));
}

function ipcMode({ mode = "", victimContainerId }: IpcLabel): string {
  return mode === "container" ? `container:${victimContainerId}` : mode;
}

function pidMode(spec: RuntimeSpec, owner: string | undefined): string {
  if (owner !== undefined) return `container:${owner}`;
  return namespaceMode(spec, "pid") === "host" ? "host" : "";
}

/** `on-failure:3`; containerd keeps none for `no`. */
function restartPolicy(text = "no") {
  const [name = "no", count = "0"] = text.split(":");
  return { Name: name, MaximumRetryCount: Number(count) };
}

function namespaceMode({ linux }: RuntimeSpec, type: string): "private" | "host" {
  return linux.namespaces.some((namespace) => namespace.type === type) ? "private" : "host";
}
