import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { exposedPort, parseExposedPorts } from "../network/ports/exposed-port.ts";
import { hostAndPort, type PortMapping } from "../network/ports/port-mapping.ts";
import { publishedPorts } from "./record/list.ts";
import { containerName, findContainer } from "./record/lookup.ts";
import { isAlive } from "./record/status.ts";
import { ifPresent } from "./wait.ts";

/**
 * The ports of the host that lead to a container while it runs, in the order of its own. With `port` (`80`, `53/udp`) only those of that one;
 * throws INVALID_VALUE where there is none.
 */
export async function containerPorts(
  context: Pick<Context, "engine" | "settings" | "signal">,
  reference: string,
  port: string | undefined,
): Promise<readonly PortMapping[]> {
  const wanted = port === undefined ? undefined : parseExposedPorts(port)[0];
  const container = await findContainer(context, reference);
  const task = await ifPresent(context.engine.tasks.get({ id: container.id }, { signal: context.signal }));
  const ports = isAlive(task) ? [...publishedPorts(context, container.id)].sort(byPort) : [];
  if (wanted === undefined) return ports;
  const found = ports.filter((mapping) => exposedPort(mapping) === wanted);
  if (found.length > 0) return found;
  throw new NerdError("INVALID_VALUE", `no public port ${port} published for ${containerName(container)}`, {
    exitCode: 1,
    hint: ports.length > 0 ? `published are ${ports.map(exposedPort).join(", ")}` : "publish one with run -p",
  });
}

/** `80/tcp -> 0.0.0.0:8080` */
export function portLine(mapping: PortMapping): string {
  return `${exposedPort(mapping)} -> ${hostPortOf(mapping)}`;
}

export function hostPortOf({ hostAddress, hostPort }: PortMapping): string {
  return hostAndPort(hostAddress, hostPort);
}

function byPort(a: PortMapping, b: PortMapping): number {
  return a.containerPort - b.containerPort || a.protocol.localeCompare(b.protocol) || a.hostPort - b.hostPort;
}
