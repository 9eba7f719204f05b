import type { Context } from "../context.ts";
import { attachNetwork, releaseNetworks } from "../network/attach.ts";
import type { Attachment } from "../network/attachment.ts";
import { createNetns, netnsPath } from "../network/netns.ts";
import { networkByName } from "../network/network-lists.ts";
import type { PortMapping, PortSpec } from "../network/port-mapping.ts";
import { PortReservations } from "../network/port-reservation.ts";
import type { Settings } from "../settings/settings.ts";
import { ifPresent } from "./wait.ts";

/** The kinds of network that need no network list. */
const builtInNetworks = ["host", "none"] as const;

export function isBuiltIn(network: string): boolean {
  return builtInNetworks.some((name) => name === network);
}

/** The network as the runtime spec has it: a namespace's path, `new` for a bare one, or `host`. */
export function plannedSandbox(settings: Settings, id: string, network: string): string {
  if (network === "host") return "host";
  return network === "none" ? "new" : netnsPath(settings, id);
}

/** The same, once it is there. */
export async function openSandbox(settings: Settings, id: string, network: string): Promise<string> {
  return isBuiltIn(network) ? plannedSandbox(settings, id, network) : await createNetns(settings, id);
}

/** The ports of the host that are asked for: this container's from now on, or PORT_IN_USE. */
export async function reservePorts(
  context: Pick<Context, "engine" | "settings" | "signal">,
  id: string,
  specs: readonly PortSpec[],
): Promise<PortMapping[]> {
  if (specs.length === 0) return [];
  const { engine, settings, signal } = context;
  const exists = async (other: { id: string; namespace: string }) =>
    (await ifPresent(engine.inNamespace(other.namespace).containers.get(other.id))) !== undefined;
  return await new PortReservations(settings).reserve(id, specs, { exists, signal });
}

/** Connects the namespace to each network in turn: `eth0`, `eth1`, …; ports are published on the first. */
export async function joinNetworks(
  settings: Settings,
  {
    id,
    networks,
    netns,
    ports,
  }: { id: string; networks: readonly string[]; netns: string; ports: readonly PortMapping[] },
  signal: AbortSignal,
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  for (const [i, name] of networks.entries()) {
    const network = await networkByName(settings, name);
    const published = i === 0 ? { ports } : {};
    attachments.push(
      await attachNetwork(settings, { id, network, netns, interfaceName: `eth${i}`, ...published }, { signal }),
    );
  }
  return attachments;
}

/** Gives back addresses, ports and the namespace; right also where there are none. */
export async function closeSandbox(settings: Settings, id: string): Promise<void> {
  await releaseNetworks(settings, id);
}
