import { isIP } from "node:net";
import { NerdError } from "../../errors.ts";

export type PortProtocol = "tcp" | "udp" | "sctp";

/** A port as asked for with `-p`: on the host any free one of a range, where it is not a single port. */
export interface PortSpec {
  /** `0.0.0.0` for all of the host's addresses. */
  readonly hostAddress: string;
  /** First and last port on the host; undefined: any free one. */
  readonly hostPorts: readonly [first: number, last: number] | undefined;
  readonly containerPort: number;
  readonly protocol: PortProtocol;
}

/** A port as it is published, in the words of `network-config.json` and of the portmap plugin alike. */
export interface PortMapping {
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: PortProtocol;
}

const anyAddress = "0.0.0.0";

/**
 * `[address:][host port:]container port[/protocol]`, ports also as ranges; an IPv6 address in brackets. Two ranges of one
 * length pair up; a range onto one container port means any free port of it. Throws INVALID_VALUE.
 */
export function parsePortSpecs(text: string): PortSpec[] {
  const { ports, protocol } = splitProtocol(text);
  const { hostAddress, host, container } = splitAddress(ports, text);
  const [first, last] = parseRange(container, "containerPort", text);
  const containerPorts = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const common = { hostAddress, protocol };
  // `0:80` is Docker's other way to leave the choice to the host.
  if (host === "" || host === "0")
    return containerPorts.map((containerPort) => ({ ...common, hostPorts: undefined, containerPort }));
  const hostPorts = parseRange(host, "hostPort", text);
  if (containerPorts.length === 1) return [{ ...common, hostPorts, containerPort: first }];
  if (hostPorts[1] - hostPorts[0] !== last - first) {
    throw invalid(`invalid ranges specified for container and host Ports: ${text}`, "make both ranges equally long");
  }
  return containerPorts.map((containerPort, i) => ({
    ...common,
    hostPorts: [hostPorts[0] + i, hostPorts[0] + i] as const,
    containerPort,
  }));
}

/** `--publish`: such a text, several at commas as in nerdctl, or Docker's `published=8080,target=80,protocol=udp`. Throws INVALID_VALUE. */
export function parsePublish(text: string): PortSpec[] {
  return text.includes("=") ? parsePortSpecs(shortForm(text)) : text.split(",").flatMap(parsePortSpecs);
}

/** The same port again, for a container that is started anew. */
export function toPortSpec({ hostAddress, hostPort, containerPort, protocol }: PortMapping): PortSpec {
  return { hostAddress, hostPorts: [hostPort, hostPort], containerPort, protocol };
}

export function hostAndPort(address: string, port: number | string): string {
  return `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}

/** Whether two ports on the host exclude each other: all addresses include each one. */
export function isSameHostPort(a: PortMapping, b: PortMapping): boolean {
  if (a.protocol !== b.protocol || a.hostPort !== b.hostPort) return false;
  return a.hostAddress === b.hostAddress || isAnyAddress(a.hostAddress) || isAnyAddress(b.hostAddress);
}

export function isAnyAddress(address: string): boolean {
  return address === anyAddress || address === "::";
}

/** One mapping of nerdctl's `network-config.json`. */
export interface NerdctlPortMapping {
  readonly HostPort: number;
  readonly ContainerPort: number;
  readonly Protocol: string;
  readonly HostIP: string;
}

export function toNerdctlPort({ hostPort, containerPort, protocol, hostAddress }: PortMapping): NerdctlPortMapping {
  return { HostPort: hostPort, ContainerPort: containerPort, Protocol: protocol, HostIP: hostAddress };
}

export function fromNerdctlPort({ HostPort, ContainerPort, Protocol, HostIP }: NerdctlPortMapping): PortMapping {
  const protocol = parseProtocol(Protocol, Protocol);
  return { hostAddress: HostIP || anyAddress, hostPort: HostPort, containerPort: ContainerPort, protocol };
}

function shortForm(text: string): string {
  const fields = text.split(",").map((field) => field.split("=", 2));
  const wrong = fields.find(
    ([key, value]) => value === undefined || !["published", "target", "protocol", "mode"].includes(key!),
  );
  if (wrong !== undefined) {
    throw invalid(
      `invalid publish opts format (should be name=value but got '${wrong.join("=")}')`,
      "use published, target and protocol",
    );
  }
  const { published = "", target = "", protocol = "tcp" } = Object.fromEntries(fields) as Record<string, string>; // Each has two.
  return `${published}:${target}/${protocol}`;
}

function splitProtocol(text: string): { ports: string; protocol: PortProtocol } {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return { ports: text, protocol: "tcp" };
  return { ports: text.slice(0, slash), protocol: parseProtocol(text.slice(slash + 1), text) };
}

function parseProtocol(word: string, text: string): PortProtocol {
  const protocol = word.toLowerCase();
  if (protocol === "tcp" || protocol === "udp" || protocol === "sctp") return protocol;
  throw invalid(`invalid protocol: ${text}`, "use tcp, udp or sctp");
}

function splitAddress(ports: string, text: string): { hostAddress: string; host: string; container: string } {
  const bracketed = /^\[([^\]]*)\]:(.*)$/.exec(ports);
  const parts = (bracketed?.[2] ?? ports).split(":");
  const address = bracketed?.[1] ?? (parts.length === 3 ? parts.shift() : undefined);
  const [container = "", host = "", ...more] = [...parts].reverse();
  if (more.length > 0 || (address !== undefined && parts.length !== 2)) {
    throw invalid(
      `invalid port: ${text}`,
      "write [address:][host port:]container port[/protocol], an IPv6 address in brackets",
    );
  }
  if (address && isIP(address) === 0) throw invalid(`invalid ip address: ${text}`, "use one of the host's addresses");
  return { hostAddress: address ? canonical(address) : anyAddress, host, container };
}

/** One spelling of each IPv6 address, so that two of them can be compared. */
function canonical(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function parseRange(range: string, what: "containerPort" | "hostPort", text: string): readonly [number, number] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match !== null && first >= 1 && last <= 65535 && first <= last) return [first, last];
  throw invalid(`invalid ${what}: ${text}`, "ports go from 1 to 65535");
}

function invalid(message: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", message, { hint });
}
