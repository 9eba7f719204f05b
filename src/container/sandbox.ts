import type { Context } from "../context.ts";
import { isNerdError } from "../errors.ts";
import { attachNetwork, detachNetwork, releaseNetworks } from "../network/attach.ts";
import type { AttachRequest } from "../network/attach-request.ts";
import type { Attachment } from "../network/attachment.ts";
import type { Endpoint } from "../network/endpoint.ts";
import { networkByName } from "../network/lists/network-by-name.ts";
import { createNetns, netnsPath } from "../network/netns.ts";
import type { NetworkMode } from "../network/network-mode.ts";
import type { PortMapping, PortSpec } from "../network/ports/port-mapping.ts";
import { PortReservations } from "../network/ports/port-reservation.ts";
import type { Settings } from "../settings/settings.ts";
import { type KeptAddresses, keptEndpoint, readKeptAddresses, writeKeptAddresses } from "./network/kept-addresses.ts";
import { containerName } from "./record/lookup.ts";
import { ifPresent } from "./wait.ts";

/** The network as the runtime spec has it: a namespace's path, `new` for a bare one, or `host`. Another container's is looked up. */
export function plannedSandbox(settings: Settings, id: string, mode: NetworkMode): string {
  if (mode.kind === "host") return "host";
  if (mode.kind === "namespace") return mode.path;
  return mode.kind === "networks" ? netnsPath(settings, id) : "new";
}

/** The same, once it is there. */
export async function openSandbox(settings: Settings, id: string, mode: NetworkMode): Promise<string> {
  return mode.kind === "networks" ? await createNetns(settings, id) : plannedSandbox(settings, id, mode);
}

/** The ports of the host that are asked for: this container's from now on, or PORT_IN_USE. */
export async function reservePorts(
  context: Pick<Context, "engine" | "settings" | "signal">,
  id: string,
  specs: readonly PortSpec[],
): Promise<PortMapping[]> {
  if (specs.length === 0) return [];
  const { engine, settings, signal } = context;
  const nameOf = async (other: { id: string; namespace: string }) => {
    const container = await ifPresent(engine.inNamespace(other.namespace).containers.get(other.id));
    return container && containerName(container);
  };
  return await new PortReservations(settings).reserve(id, specs, { nameOf, signal });
}

interface JoinRequest {
  readonly id: string;
  readonly endpoints: readonly Endpoint[];
  readonly netns: string;
  readonly ports: readonly PortMapping[];
}

/** Connects the namespace to each network in turn: `eth0`, `eth1`, …; ports are published on the first. Addresses are those of the last start. */
export async function joinNetworks(
  settings: Settings,
  request: JoinRequest,
  signal: AbortSignal,
): Promise<Attachment[]> {
  const { id, endpoints, netns, ports } = request;
  const kept = readKeptAddresses(settings, id);
  const attachments: Attachment[] = [];
  for (const [i, endpoint] of endpoints.entries()) {
    const place = { id, netns, interfaceName: `eth${i}`, ...(i === 0 && { ports }) };
    attachments.push(await joinNetwork(settings, { place, endpoint, kept }, signal));
  }
  if (endpoints.length > 0) writeKeptAddresses(settings, id, attachments);
  return attachments;
}

interface Joining {
  readonly place: Omit<AttachRequest, "network">;
  readonly endpoint: Endpoint;
  readonly kept: KeptAddresses;
}

async function joinNetwork(
  settings: Settings,
  { place, endpoint, kept }: Joining,
  signal: AbortSignal,
): Promise<Attachment> {
  const network = await networkByName(settings, endpoint.network);
  const attach = async ({ ip, ip6, mac }: Endpoint) => {
    const asked = { ...(ip && { address: ip }), ...(ip6 && { address6: ip6 }), ...(mac && { mac }) };
    return await attachNetwork(settings, { ...place, network, ...asked }, { signal });
  };
  const again = keptEndpoint(settings.cni.ipamDir, endpoint, kept);
  try {
    return await attach(again);
  } catch (error) {
    // The network may be another one by now, or somebody was faster: what was not asked for is chosen anew.
    if (!isNerdError(error) || (again.ip === endpoint.ip && again.ip6 === endpoint.ip6)) throw error;
    signal.throwIfAborted();
    await detachNetwork(settings, { id: place.id, network: network.name, interfaceName: place.interfaceName });
    return await attach(endpoint);
  }
}

/** Gives back addresses, ports and the namespace; right also where there are none. */
export async function closeSandbox(settings: Settings, id: string): Promise<void> {
  await releaseNetworks(settings, id);
}
