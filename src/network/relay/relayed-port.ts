import { isIP } from "node:net";
import { type CachedAttachment, ResultCache } from "../../cni/result-cache.ts";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { addressesOf, cniContainerId, portsOf, resultsDirectory } from "../attachment.ts";
import { bareBridge } from "../bridge/bridge-network.ts";
import type { PortMapping } from "../ports/port-mapping.ts";

/** A port of the host from which no rule of the kernel leads to a container, so that a process carries what comes there. */
export interface RelayedPort {
  readonly protocol: "tcp" | "udp";
  readonly hostAddress: string;
  readonly hostPort: number;
  /** The container's, of IPv6 where it has one. */
  readonly address: string;
  readonly port: number;
}

/** Whether a port needs a relay: the kernel routes nothing from ::1, and translates no IPv6 to a container that has none. */
function isRelayed({ hostAddress }: Pick<PortMapping, "hostAddress">, hasIpv6: boolean): boolean {
  return isIP(hostAddress) === 6 && (!hasIpv6 || hostAddress === "::1");
}

/** Throws UNSUPPORTED for a port that neither a rule nor a process of ours can lead to a container. */
export function refuseUnrelayable(ports: readonly PortMapping[], { hasIpv6 }: { readonly hasIpv6: boolean }): void {
  const port = ports.find((port) => port.protocol === "sctp" && isRelayed(port, hasIpv6));
  if (port === undefined) return;
  throw new NerdError(
    "UNSUPPORTED",
    `cannot publish sctp on ${port.hostAddress}: the kernel leads nothing from there`,
    {
      hint: "publish on an IPv4 address of the host, or use a network with IPv6 (network create --ipv6)",
    },
  );
}

/** The ports of a container that want a relay now; none while it is in no network. */
export async function relayedPorts(settings: Settings, id: string): Promise<RelayedPort[]> {
  return relayedBy(await new ResultCache(resultsDirectory(settings)).attachments(cniContainerId(settings, id)));
}

/** The same by what it is attached to. */
export function relayedBy(attachments: readonly CachedAttachment[]): RelayedPort[] {
  return attachments
    .filter(({ list }) => bareBridge(list) !== undefined)
    .flatMap(({ capabilities, result }) => relaysTo(portsOf(capabilities), addressesOf(result)));
}

/** Those of a container's ports that want one, with where they lead. */
export function relaysTo(
  ports: readonly PortMapping[],
  { address, address6 }: { readonly address?: string; readonly address6?: string },
): RelayedPort[] {
  const target = address6 ?? address;
  if (target === undefined) return [];
  return ports
    .filter((port) => isRelayed(port, address6 !== undefined))
    .flatMap(({ protocol, hostAddress, hostPort, containerPort }) =>
      protocol === "sctp" ? [] : [{ protocol, hostAddress, hostPort, address: target, port: containerPort }],
    );
}
