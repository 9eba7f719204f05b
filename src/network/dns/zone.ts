import { isIP, isIPv6 } from "node:net";
import type { PluginResult } from "../../cni/plugin-result.ts";
import { formatIp, parseIp } from "../addresses/ip-number.ts";
import { contains, readSubnet, type Subnet } from "../addresses/subnet.ts";
import { type HostsMeta, namesIn } from "../hosts/hosts-file.ts";
import { defaultNetworkName } from "../lists/default-network.ts";
import { type Code, classes, codes, type DnsRecord, type Query, recordTypes } from "./message.ts";

/** By which a prober knows that it is us who answer. From RFC 4892. */
export const identity = { name: "id.server", text: "nerdsh" } as const;

const shortIdLength = 12;

/** Who asks: a container, or something else in the server's network. */
export interface Asker {
  /** Its container's entry; absent where none has that address. */
  readonly meta: HostsMeta | undefined;
  /** The networks whose containers it may know. */
  readonly networks: readonly string[];
}

export interface Answer {
  readonly code: Code;
  readonly records: readonly DnsRecord[];
}

/** Who asks a server by its address; undefined for one from outside of the server's network. */
export function askerOf(metas: readonly HostsMeta[], network: string, address: string): Asker | undefined {
  const inside = metas.filter(({ Networks }) => network in Networks);
  const meta = inside.find(({ Networks }) =>
    addressesIn(Networks[network]!).some((own) => isSameAddress(own, address)),
  );
  if (meta) return containerAsker(meta);
  const subnets = inside.flatMap(({ Networks }) => subnetsOf(Networks[network]!));
  const isNear = subnets.some((subnet) => contains(subnet, address));
  return isNear ? { meta: undefined, networks: [network] } : undefined;
}

/** A container that asks. */
export function containerAsker(meta: HostsMeta): Asker {
  return { meta, networks: Object.keys(meta.Networks).filter((name) => name !== defaultNetworkName) };
}

/** Those of the servers that an asker may have asked: in internal networks alone, as with Docker, only such as are in them. */
export function askableServers(
  servers: readonly string[],
  { meta, networks }: Asker,
  metas: readonly HostsMeta[],
): readonly string[] {
  const results = meta ? Object.values(meta.Networks) : places(networks, metas).map(({ result }) => result);
  if (results.some(leadsOutside)) return servers;
  const subnets = results.flatMap(subnetsOf);
  return servers.filter((server) => subnets.some((subnet) => contains(subnet, server)));
}

/** Routes as CNI spec 1.0.0 has them, section 5, "Success". */
function leadsOutside({ routes }: PluginResult): boolean {
  const known = Array.isArray(routes) ? (routes as readonly { readonly dst?: string }[]) : [];
  return known.some(({ dst }) => dst === "0.0.0.0/0" || dst === "::/0");
}

/** What the containers' names and addresses answer; undefined for a question about something else. */
export function zoneAnswer(
  { name, type, class: class_ }: Pick<Query, "name" | "type" | "class">,
  { networks }: Pick<Asker, "networks">,
  metas: readonly HostsMeta[],
): Answer | undefined {
  if (class_ === classes.CH) {
    const isAsked = name === identity.name && type === recordTypes.TXT;
    return isAsked ? found([{ type: "TXT", text: identity.text }]) : { code: codes.REFUSED, records: [] };
  }
  if (class_ !== classes.IN) return { code: codes.NOTIMP, records: [] };
  const reversed = reversedAddress(name);
  if (reversed !== undefined) return reverseAnswer(reversed, type, networks, metas);
  const members = places(networks, metas).filter(({ meta, network }) =>
    [meta.ID.slice(0, shortIdLength), ...namesIn(meta, network)].some((known) => known.toLowerCase() === name),
  );
  if (members.length === 0) return undefined;
  const addresses = [...new Set(members.flatMap(({ result }) => addressesIn(result)))];
  return found(
    addresses
      .map((address): DnsRecord => ({ type: isIPv6(address) ? "AAAA" : "A", address }))
      .filter((record) => type === recordTypes.ANY || type === recordTypes[record.type]),
  );
}

/** The address that a name below in-addr.arpa or ip6.arpa is of. From RFC 1035, 3.5; RFC 3596, 2.5. */
export function reversedAddress(name: string): string | undefined {
  const v4 = /^((?:\d{1,3}\.){4})in-addr\.arpa$/.exec(name)?.[1];
  if (v4 !== undefined) {
    const address = v4.slice(0, -1).split(".").reverse().join(".");
    return isIP(address) ? address : undefined;
  }
  const v6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/.exec(name)?.[1];
  return v6 && formatIp(BigInt(`0x${v6.replaceAll(".", "").split("").reverse().join("")}`), 6);
}

/** An address of a network that no container has is nobody's business outside. */
function reverseAnswer(
  address: string,
  type: number,
  networks: readonly string[],
  metas: readonly HostsMeta[],
): Answer | undefined {
  const near = places(networks, metas);
  const owner = near.find(({ result }) => addressesIn(result).some((own) => isSameAddress(own, address)));
  if (owner !== undefined) {
    const { meta, network } = owner;
    const isAsked = type === recordTypes.PTR || type === recordTypes.ANY;
    return found(isAsked ? [{ type: "PTR", target: `${meta.Name || meta.Hostname}.${network}` }] : []);
  }
  const isInside = near.flatMap(({ result }) => subnetsOf(result)).some((subnet) => contains(subnet, address));
  return isInside ? { code: codes.NXDOMAIN, records: [] } : undefined;
}

function places(networks: readonly string[], metas: readonly HostsMeta[]) {
  return metas.flatMap((meta) =>
    networks.flatMap((network) => {
      const result = meta.Networks[network];
      return result ? [{ meta, network, result }] : [];
    }),
  );
}

function subnetsOf({ ips = [] }: PluginResult): Subnet[] {
  return ips.flatMap(({ address }) => readSubnet(address) ?? []);
}

function addressesIn({ ips = [] }: PluginResult): string[] {
  return ips.map(({ address }) => address.split("/")[0]!);
}

function isSameAddress(a: string, b: string): boolean {
  return a === b || (isIPv6(a) && isIPv6(b) && parseIp(a) === parseIp(b));
}

function found(records: readonly DnsRecord[]): Answer {
  return { code: codes.NOERROR, records };
}
