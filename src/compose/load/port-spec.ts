export interface PortSpec {
  readonly hostIp: string;
  readonly target: number;
  readonly published: string;
  readonly protocol: string;
}

/**
 * `[[IP:]HOST:]CONTAINER[/PROTOCOL]`, each with a range, as one entry a port of the container, in the order in which Docker has them. Throws a
 * text that says what is wrong.
 */
export function parsePortSpec(spec: string): PortSpec[] {
  const { hostIp, host, container, protocol } = splitPortSpec(spec);
  const target = portRange(container, "container port");
  const published = host === "" ? undefined : portRange(host, "host port");
  const count = target.last - target.first + 1;
  if (published !== undefined && published.last - published.first + 1 !== count && count !== 1) {
    throw `the ranges of ${spec} are not of one length`;
  }
  const ports = Array.from({ length: count }, (_, index) => ({
    hostIp,
    target: target.first + index,
    published: published === undefined ? "" : count === 1 ? host : String(published.first + index),
    protocol,
  }));
  // Go sorts the ports as texts: 10/tcp comes before 9/tcp.
  return ports.sort((a, b) => (String(a.target) < String(b.target) ? -1 : 1));
}

function splitPortSpec(spec: string): { hostIp: string; host: string; container: string; protocol: string } {
  const slash = spec.lastIndexOf("/");
  const [address, protocol] = slash < 0 ? [spec, "tcp"] : [spec.slice(0, slash), spec.slice(slash + 1).toLowerCase()];
  if (!["tcp", "udp", "sctp"].includes(protocol)) throw `the protocol of ${spec} is none of tcp, udp and sctp`;
  const parts = address.split(":");
  const container = parts.pop() ?? "";
  const host = parts.pop() ?? "";
  const hostIp = parts.join(":").replace(/^\[(.*)\]$/, "$1");
  if (container === "") throw `${spec} has no container port`;
  if (hostIp !== "" && !/^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.%\w]*)$/.test(hostIp)) {
    throw `${hostIp} in ${spec} is no address`;
  }
  const plainHost = host === "" ? "" : host.replace(/^(\d+)-\1$/, "$1");
  return { hostIp, host: plainHost, container, protocol };
}

function portRange(text: string, what: string): { first: number; last: number } {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first > 65_535 || last > 65_535 || last < first) throw `${text} is no ${what}`;
  return { first, last };
}
