import { join } from "node:path";
import type { PluginResult } from "../cni/plugin-result.ts";
import type { CachedAttachment } from "../cni/result-cache.ts";
import type { Settings } from "../settings/settings.ts";
import type { PortMapping } from "./ports/port-mapping.ts";
import type { Publication } from "./ports/published-ports.ts";

/** A container's place in a network. */
export interface Attachment {
  readonly network: string;
  readonly interfaceName: string;
  /** IPv4, else the first there is; without prefix length. */
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly mac: string;
  readonly result: PluginResult;
}

export function toAttachment(network: string, interfaceName: string, result: PluginResult): Attachment {
  const address = result.ips?.find(({ address }) => !address.includes(":")) ?? result.ips?.[0];
  const [ip = "", prefixLength = "0"] = address?.address.split("/") ?? [];
  const inside = result.interfaces?.find(({ name, sandbox }) => name === interfaceName && sandbox);
  return {
    network,
    interfaceName,
    ip,
    prefixLength: Number(prefixLength),
    gateway: address?.gateway ?? "",
    mac: inside?.mac ?? "",
    result,
  };
}

/** What CNI plugins know a container as; the same as with nerdctl, so that each can delete what the other added. */
export function cniContainerId({ namespace }: Pick<Settings, "namespace">, id: string): string {
  return `${namespace}-${id}`;
}

/** A container's id out of what plugins know it as; undefined for what neither nerdsh nor nerdctl made. */
export function containerIdOf(cniId: string): string | undefined {
  return /-([0-9a-f]{64})$/.exec(cniId)?.[1];
}

/**
 * Where results of ADD are kept: libcni's place where addresses are the system's too (libcni, api.go, CacheDir). Elsewhere, as with a
 * private root, whoever shares no addresses shares no results: networks of the same name are not the same.
 */
export function resultsDirectory({ cni, runtimeDir }: Pick<Settings, "cni" | "runtimeDir">): string {
  return cni.ipamDir === "/var/lib/cni/networks" ? "/var/lib/cni/results" : join(runtimeDir, "cni", "results");
}

/** The published ports of an attachment; undefined where it has none, or no address yet. */
export function publicationOf(attachment: CachedAttachment, bridge: string): Publication | undefined {
  const { list, interfaceName, containerId, capabilities, result } = attachment;
  const ports = portsOf(capabilities);
  const { ip } = toAttachment(list.name, interfaceName, result);
  const id = containerIdOf(containerId);
  return ports.length === 0 || ip === "" || id === undefined ? undefined : { bridge, id, address: ip, ports };
}

/** The portmap plugin's form of a mapping. From CNI conventions, "portMappings". */
export interface PortCapability {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: PortMapping["protocol"];
  readonly hostIP?: string;
}

export function toPortCapability({ hostAddress, hostPort, containerPort, protocol }: PortMapping): PortCapability {
  return { hostPort, containerPort, protocol, hostIP: hostAddress };
}

function portsOf(capabilities: Readonly<Record<string, unknown>>): PortMapping[] {
  const ports = (capabilities["portMappings"] ?? []) as readonly PortCapability[]; // As written above, or by nerdctl.
  return ports.map(({ hostIP, ...port }) => ({ ...port, hostAddress: hostIP || "0.0.0.0" }));
}
