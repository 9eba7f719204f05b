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

/** The host's end of an attachment to a bridge. */
export function hostLink({ interfaces = [] }: PluginResult): string {
  return interfaces.findLast(({ sandbox }) => !sandbox)?.name ?? "";
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
 * Where results of ADD are kept: beside the addresses, which outlive a reboot too, so that after it they can be given back. For the system's
 * that is libcni's place (libcni, api.go, CacheDir); whoever shares no addresses, as with a private root, shares no results.
 */
export function resultsDirectory({ cni }: Pick<Settings, "cni">): string {
  return join(cni.ipamDir, "..", "results");
}

/** The published ports of an attachment; undefined where it has none, or no address yet. */
export function publicationOf(attachment: CachedAttachment, bridge: string): Publication | undefined {
  const { containerId, capabilities, result } = attachment;
  const ports = portsOf(capabilities);
  const addresses = addressesOf(result);
  const id = containerIdOf(containerId);
  const isLed = addresses.address !== undefined || addresses.address6 !== undefined;
  return ports.length === 0 || !isLed || id === undefined ? undefined : { bridge, id, ports, ...addresses };
}

/** One of each family, without prefix length. */
export function addressesOf({ ips = [] }: PluginResult): Pick<Publication, "address" | "address6"> {
  const [address6, address] = [true, false].map(
    (isIpv6) => ips.find(({ address }) => address.includes(":") === isIpv6)?.address.split("/")[0],
  );
  return { ...(address && { address }), ...(address6 && { address6 }) };
}

/** The portmap plugin's form of a mapping. From CNI conventions, "portMappings". */
export interface PortCapability {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: PortMapping["protocol"];
  readonly hostIP?: string;
}

export function toPortCapability({ hostAddress, hostPort, containerPort, protocol }: PortMapping): PortCapability {
  // Told of 0.0.0.0, the plugin would lead no IPv6 there.
  return { hostPort, containerPort, protocol, ...(hostAddress !== "0.0.0.0" && { hostIP: hostAddress }) };
}

/** The ports that an attachment carries. */
export function portsOf(capabilities: Readonly<Record<string, unknown>>): PortMapping[] {
  const ports = (capabilities["portMappings"] ?? []) as readonly PortCapability[]; // As written above, or by nerdctl.
  return ports.map(({ hostIP, ...port }) => ({ ...port, hostAddress: hostIP || "0.0.0.0" }));
}
