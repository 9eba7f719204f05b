import { isIP } from "node:net";
import { NerdError } from "../../errors.ts";
import { checkIpv4, checkIpv6, checkMac, type Endpoint, parseEndpoints } from "../../network/endpoint.ts";
import { type ExtraHost, parseExtraHost } from "../../network/hosts/extra-host.ts";
import type { ResolverOptions } from "../../network/hosts/resolv-conf.ts";
import { type NetworkMode, networkMode } from "../../network/network-mode.ts";
import { parseExposedPorts } from "../../network/ports/exposed-port.ts";
import { type PortSpec, parsePublish } from "../../network/ports/port-mapping.ts";
import { refuseConflicts } from "./network-conflicts.ts";
import type { NetworkOptions } from "./network-options.ts";

/** The same, understood: every value is valid, and none contradicts another. */
export interface NetworkRequest {
  readonly mode: NetworkMode;
  /** Undefined leaves the choice; empty keeps the host's. */
  readonly hostname: string | undefined;
  readonly domainname: string;
  readonly published: readonly PortSpec[];
  readonly publishAll: boolean;
  /** By `--expose` alone: `80/tcp`. */
  readonly exposed: readonly string[];
  readonly resolver: Required<ResolverOptions>;
  /** `host-gateway` still stands for itself. */
  readonly extraHosts: readonly ExtraHost[];
}

/** The longest that the kernel keeps. From sethostname(2), HOST_NAME_MAX. */
const longestHostname = 64;

/** Reads what was written, before anything is made. Throws INVALID_VALUE. */
export function networkRequest(options: NetworkOptions): NetworkRequest {
  const endpoints = requestedEndpoints(options);
  const request: NetworkRequest = {
    mode: networkMode(endpoints),
    hostname: requestedHostname(options),
    domainname: options.domainname ?? "",
    published: options.publish.flatMap(parsePublish),
    publishAll: options.publishAll,
    exposed: listed(options.expose).flatMap(parseExposedPorts),
    resolver: {
      servers: listed(options.dns).map(checkServer),
      search: listed(options.dnsSearch).map(checkDomain),
      options: listed([...options.dnsOpt, ...options.dnsOption]),
    },
    extraHosts: listed(options.addHost).map(parseExtraHost),
  };
  refuseConflicts(request, endpoints);
  return request;
}

/** The flags that name no network mean the first one. */
function requestedEndpoints(options: NetworkOptions): Endpoint[] {
  const asked = [...options.network, ...options.net].flatMap(parseEndpoints);
  const [first = { network: "bridge", aliases: [] }, ...others] = asked;
  const { ip, ip6, macAddress } = options;
  const aliases = [...options.networkAlias, ...options.netAlias];
  refuseTwice(first.aliases.length > 0 && aliases.length > 0, "--network-alias and per-network alias");
  refuseTwice(first.ip !== undefined && ip !== undefined, "--ip and per-network IPv4 address");
  refuseTwice(first.ip6 !== undefined && ip6 !== undefined, "--ip6 and per-network IPv6 address");
  refuseTwice(first.mac !== undefined && macAddress !== undefined, "--mac-address and per-network MAC address");
  const own = {
    ...first,
    aliases: [...first.aliases, ...aliases],
    ...(ip !== undefined && { ip: checkIpv4(ip, "--ip") }),
    ...(ip6 !== undefined && { ip6: checkIpv6(ip6, "--ip6") }),
    ...(macAddress !== undefined && { mac: checkMac(macAddress) }),
  };
  return [own, ...others];
}

function refuseTwice(isTwice: boolean, what: string): void {
  if (isTwice) throw new NerdError("INVALID_VALUE", `conflicting options: cannot specify both ${what}`);
}

function requestedHostname({ hostname: name, domainname, uts }: NetworkOptions): string | undefined {
  if (uts === "host" && (name || domainname)) {
    throw new NerdError("INVALID_VALUE", "conflicting options: hostname and the UTS mode");
  }
  if (!name) return uts === "host" ? "" : undefined;
  if (name.length <= longestHostname && /^[^\s/]+$/.test(name)) return name;
  throw new NerdError("INVALID_VALUE", `invalid hostname: ${name}`, {
    hint: `use at most ${longestHostname} characters, without blanks`,
  });
}

function checkServer(address: string): string {
  if (isIP(address) !== 0) return address;
  throw new NerdError("INVALID_VALUE", `invalid value for --dns: ${address} is not an ip address`, {
    hint: "write the address of a name server",
  });
}

function checkDomain(domain: string): string {
  if (domain === "." || /^[\w-]+(\.[\w-]+)*\.?$/.test(domain)) return domain;
  throw new NerdError("INVALID_VALUE", `invalid value for --dns-search: ${domain} is not a valid domain`, {
    hint: "write a domain, or . for none",
  });
}

/** nerdctl splits these at commas, and no value of theirs contains one. */
function listed(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(","));
}
