import { isIPv6 } from "node:net";
import { ResultCache } from "../../cni/result-cache.ts";
import type { Settings } from "../../settings/settings.ts";
import { addressesOf, cniContainerId, portsOf, resultsDirectory } from "../attachment.ts";
import type { PortMapping } from "./port-mapping.ts";

/** Where a port of the host leads. */
export interface PortTarget {
  readonly address: string;
  readonly port: number;
}

/** The end of a container's published port, in the network that carries it and by the family that it is led with; undefined while it is in none. */
export async function portTarget(
  settings: Settings,
  id: string,
  { hostAddress, hostPort, protocol }: Pick<PortMapping, "hostAddress" | "hostPort" | "protocol">,
): Promise<PortTarget | undefined> {
  const attachments = await new ResultCache(resultsDirectory(settings)).attachments(cniContainerId(settings, id));
  for (const { capabilities, result } of attachments) {
    const port = portsOf(capabilities).find(
      (port) => port.hostAddress === hostAddress && port.hostPort === hostPort && port.protocol === protocol,
    );
    const { address, address6 } = addressesOf(result);
    const target = isIPv6(hostAddress) ? (address6 ?? address) : address;
    if (port !== undefined && target !== undefined) return { address: target, port: port.containerPort };
  }
  return undefined;
}
