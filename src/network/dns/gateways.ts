import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { PluginResult } from "../../cni/plugin-result.ts";
import { errno } from "../../store/atomic-file.ts";
import { hostLink } from "../attachment.ts";
import { defaultNetworkName } from "../lists/default-network.ts";

/** A place for a name server: the gateway of a network. */
export interface Gateway {
  readonly network: string;
  readonly address: string;
}

/** A container's own networks. The default network's containers do not know each other by name, as in Docker. */
export function namedNetworks(networks: Readonly<Record<string, PluginResult>>): string[] {
  return Object.keys(networks).filter((network) => network !== defaultNetworkName);
}

/** The gateways of those in which containers reach the host, by an interface that it has in them: not macvlan's, whatever its gateway is. */
export function gatewaysOf(networks: Readonly<Record<string, PluginResult>>): Gateway[] {
  return namedNetworks(networks)
    .map((network) => ({ network, result: networks[network]! }))
    .filter(({ result }) => hostLink(result) !== "")
    .flatMap(({ network, result: { ips = [] } }) =>
      ips.flatMap(({ gateway }) => (gateway ? [{ network, address: gateway.split("/")[0]! }] : [])),
    );
}

/** One a network, IPv4 where there is one, of those that are the host's own: that of a bridge may be a router elsewhere. */
export async function hostGateways(networks: Readonly<Record<string, PluginResult>>): Promise<Gateway[]> {
  const sorted = gatewaysOf(networks).sort((a, b) => Number(isIPv6(a.address)) - Number(isIPv6(b.address)));
  const first = Object.keys(networks).flatMap((name) => sorted.find(({ network }) => network === name) ?? []);
  const isOwn = await Promise.all(first.map(({ address }) => isHostAddress(address)));
  return first.filter((_, i) => isOwn[i]);
}

/** As the kernel says: nobody can be bound to another's address. */
async function isHostAddress(address: string): Promise<boolean> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  try {
    await new Promise<void>((resolve, reject) => socket.on("error", reject).bind({ address, port: 0 }, resolve));
    return true;
  } catch (error) {
    if (["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(errno(error) ?? "")) return false;
    throw error;
  } finally {
    socket.close();
  }
}
