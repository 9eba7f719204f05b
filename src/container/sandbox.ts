import type { Context } from "../context.ts";
import { attachNetwork, releaseNetworks } from "../network/attach.ts";
import type { Attachment } from "../network/attachment.ts";
import type { Endpoint } from "../network/endpoint.ts";
import { createNetns, netnsPath } from "../network/netns.ts";
import { networkByName } from "../network/network-lists.ts";
import type { NetworkMode } from "../network/network-mode.ts";
import type { PortMapping, PortSpec } from "../network/ports/port-mapping.ts";
import { PortReservations } from "../network/ports/port-reservation.ts";
import type { Settings } from "../settings/settings.ts";
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

/** Connects the namespace to each network in turn: `eth0`, `eth1`, …; ports are published on the first. */
export async function joinNetworks(
  settings: Settings,
  {
    id,
    endpoints,
    netns,
    ports,
  }: { id: string; endpoints: readonly Endpoint[]; netns: string; ports: readonly PortMapping[] },
  signal: AbortSignal,
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  for (const [i, { network: name, ip, ip6, mac }] of endpoints.entries()) {
    const request = {
      ...{ id, netns, network: await networkByName(settings, name), interfaceName: `eth${i}` },
      ...(i === 0 && { ports }),
      ...(ip !== undefined && { address: ip }),
      ...(ip6 !== undefined && { address6: ip6 }),
      ...(mac !== undefined && { mac }),
    };
    attachments.push(await attachNetwork(settings, request, { signal }));
  }
  return attachments;
}

/** Gives back addresses, ports and the namespace; right also where there are none. */
export async function closeSandbox(settings: Settings, id: string): Promise<void> {
  await releaseNetworks(settings, id);
}
