import { NerdError } from "../errors.ts";
import { hostAndPort, isAnyAddress, type PortMapping } from "../network/ports/port-mapping.ts";

/** The port of the host that leads to `port` of the container; without one, to the first that is published. */
export function publishedPort(name: string, ports: readonly PortMapping[], port?: number): PortMapping {
  const found = port === undefined ? ports[0] : ports.find(({ containerPort }) => containerPort === port);
  if (found) return found;
  const published = ports.map(({ containerPort }) => containerPort);
  const what = port === undefined ? "no port is" : `port ${port} is not`;
  throw new NerdError("INVALID_VALUE", `${what} published: ${name}`, {
    hint: published.length > 0 ? `published are ${published.join(", ")}` : `run it with { publish: "${port ?? 80}" }`,
  });
}

/** As a client on this host writes it. */
export function publishedUrl(port: PortMapping): string {
  const scheme = port.containerPort === 443 ? "https" : "http";
  return `${scheme}://${hostAndPort(publishedHost(port), port.hostPort)}`;
}

/** Where a client on this host reaches it, and what is published on all addresses. */
export function publishedHost(port: Pick<PortMapping, "hostAddress"> | undefined): string {
  return port === undefined || isAnyAddress(port.hostAddress) ? "127.0.0.1" : port.hostAddress;
}
