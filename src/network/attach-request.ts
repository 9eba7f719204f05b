import type { NetworkList } from "../cni/network-list.ts";
import { dhcpHostnameArg } from "./addresses/dhcp.ts";
import { toPortCapability } from "./attachment.ts";
import type { PortMapping } from "./ports/port-mapping.ts";

export interface AttachRequest {
  readonly id: string;
  readonly network: NetworkList;
  /** Path of the container's network namespace, from `createNetns`. */
  readonly netns: string;
  /** `eth0` where absent. */
  readonly interfaceName?: string;
  /** Reserved before, by `PortReservations`. */
  readonly ports?: readonly PortMapping[];
  /** A fixed address within the network's subnet. */
  readonly address?: string;
  /** The same of IPv6. */
  readonly address6?: string;
  readonly mac?: string;
}

/** An IPv6 address goes this way, as with nerdctl: CNI_ARGS have room for one address. */
export function capabilitiesOf({ ports = [], address6 }: AttachRequest): Record<string, unknown> {
  return {
    ...(ports.length > 0 && { portMappings: ports.map(toPortCapability) }),
    ...(address6 !== undefined && { ips: [address6] }),
  };
}

/** CNI_ARGS as nerdctl gives them. */
export function chainArgs({ id, network, address, mac }: AttachRequest): Record<string, string> {
  const asksServer = network.plugins.some(({ ipam }) => (ipam as { type?: unknown } | undefined)?.type === "dhcp");
  return {
    IgnoreUnknown: "1",
    ...(address && { IP: address }),
    ...(mac && { MAC: mac }),
    ...(asksServer && { [dhcpHostnameArg]: id.slice(0, 12) }),
  };
}

/** Reservations lie where this engine's others do, unless the list itself says where. */
export function withDataDir(list: NetworkList, dataDir: string): NetworkList {
  const plugins = list.plugins.map((plugin) => {
    const ipam = plugin["ipam"];
    const isHostLocal = typeof ipam === "object" && ipam !== null && "type" in ipam && ipam.type === "host-local";
    return isHostLocal ? { ...plugin, ipam: { dataDir, ...ipam } } : plugin;
  });
  return { ...list, plugins };
}
