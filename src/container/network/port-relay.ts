import type { Context } from "../../context.ts";
import { hostAndPort } from "../../network/ports/port-mapping.ts";
import { PortReservations } from "../../network/ports/port-reservation.ts";
import { unservedPorts } from "../../network/relay/relay-presence.ts";
import { type RelayedPort, relayedPorts } from "../../network/relay/relayed-port.ts";

/** Longer than a supervisor takes to start on a busy machine. */
const patienceMs = 10_000;

type RelayContext = Pick<Context, "settings" | "engine">;

/** The ports of a container that runs to which only the supervisor leads. Costs a look at a directory where no container has any. */
export async function relayedPortsOf({ settings, engine }: RelayContext, id: string): Promise<RelayedPort[]> {
  if (!mayBeRelayed({ settings }, id)) return [];
  return await relayedPorts({ ...settings, namespace: engine.namespace }, id);
}

/** Whether it has a port of IPv6; of those, its network tells whether the kernel leads there. */
export function mayBeRelayed({ settings }: Pick<RelayContext, "settings">, id: string): boolean {
  return new PortReservations(settings).onIpv6().some((port) => port.id === id);
}

/** Waits until the supervisor listens there, or tells where it cannot. */
export async function awaitRelays({ emit }: Pick<Context, "emit">, ports: readonly RelayedPort[]): Promise<void> {
  for (const { hostAddress, hostPort, protocol } of await unservedPorts(ports, patienceMs)) {
    const message = `nobody listens on ${hostAndPort(hostAddress, hostPort)}/${protocol} yet: it is tried again every ten seconds`;
    emit({ type: "warning", code: "PORT_UNSERVED", message });
  }
}
