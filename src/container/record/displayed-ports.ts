import { hostAndPort, type PortMapping } from "../../network/ports/port-mapping.ts";

/** A port in a list: of the container alone, or where the host's leads to it. */
type Listed = Pick<PortMapping, "containerPort" | "protocol"> & Partial<PortMapping>;

interface Range {
  readonly protocol: string;
  readonly hostAddress: string | undefined;
  readonly first: number;
  last: number;
}

/**
 * The ports of a container in one line, as `docker ps` has them: neighbours as ranges, where the host's are the same numbers or where they are not
 * published, then all others: `99-100/tcp, 0.0.0.0:443->443/tcp, 0.0.0.0:8080->80/tcp`.
 */
export function displayedPorts(published: readonly PortMapping[], exposed: readonly string[]): string {
  const isPublished = new Set(published.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`));
  const unpublished = exposed.filter((port) => !isPublished.has(port)).map(readExposed);
  const ports: readonly Listed[] = [...published, ...unpublished].sort(byPort);
  const ranges: Range[] = [];
  const others: string[] = [];
  for (const { containerPort, protocol, hostAddress, hostPort } of ports) {
    if (hostAddress !== undefined && hostPort !== undefined && hostPort !== containerPort) {
      others.push(`${hostAndPort(hostAddress, hostPort)}->${containerPort}/${protocol}`);
      continue;
    }
    const before = ranges.findLast((range) => range.protocol === protocol && range.hostAddress === hostAddress);
    if (before?.last === containerPort - 1) before.last = containerPort;
    else ranges.push({ protocol, hostAddress, first: containerPort, last: containerPort });
  }
  return [...ranges.map(rangeText), ...others].join(", ");
}

function rangeText({ protocol, hostAddress, first, last }: Range): string {
  const numbers = first === last ? `${first}` : `${first}-${last}`;
  if (hostAddress === undefined) return `${numbers}/${protocol}`;
  return `${hostAndPort(hostAddress, numbers)}->${numbers}/${protocol}`;
}

function readExposed(port: string): Listed {
  const [number, protocol = "tcp"] = port.split("/");
  return { containerPort: Number(number), protocol: protocol as PortMapping["protocol"] }; // What wrote it had checked it.
}

function byPort(a: Listed, b: Listed): number {
  const addresses = (a.hostAddress ?? "").localeCompare(b.hostAddress ?? "");
  return (
    a.containerPort - b.containerPort ||
    addresses ||
    (a.hostPort ?? 0) - (b.hostPort ?? 0) ||
    a.protocol.localeCompare(b.protocol)
  );
}
