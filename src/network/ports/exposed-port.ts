import { NerdError } from "../../errors.ts";
import { type PortMapping, type PortSpec, parsePortSpecs } from "./port-mapping.ts";

/** A port of a container in the words of image configs: `80/tcp`. */
export type ExposedPort = `${number}/${PortMapping["protocol"]}`;

/** `--expose`: `80`, `80-82`, `53/udp`. Throws INVALID_VALUE. */
export function parseExposedPorts(text: string): ExposedPort[] {
  if (!text.includes(":")) return parsePortSpecs(text).map(exposedPort);
  throw new NerdError("INVALID_VALUE", `invalid port format for --expose: ${text}`, {
    hint: "write port[-port][/protocol]; --publish also takes a port of the host",
  });
}

export function exposedPort({ containerPort, protocol }: Pick<PortSpec, "containerPort" | "protocol">): ExposedPort {
  return `${containerPort}/${protocol}`;
}

/** `--publish-all`: any free port of the host for each exposed one that is not published already. */
export function publishedAll(exposed: readonly string[], published: readonly PortSpec[]): PortSpec[] {
  const taken = new Set<string>(published.map(exposedPort));
  return exposed.flatMap(parsePortSpecs).filter((spec) => !taken.has(exposedPort(spec)));
}

/** In the order of their numbers, each once. */
export function sortedExposed(ports: readonly string[]): string[] {
  return [...new Set(ports)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
