import { isIP } from "node:net";
import { NerdError } from "../../errors.ts";
import type { NetworkCreateOptions } from "../lists/network-create-options.ts";
import type { NetworkRange } from "./host-local.ts";
import { ipBits } from "./ip-number.ts";
import { contains, firstAddress, formatSubnet, lastAddress, overlap, parseSubnet, type Subnet } from "./subnet.ts";

/** An address that no container gets. */
export interface AuxAddress {
  readonly subnet: string;
  readonly name: string;
  readonly address: string;
}

export interface AddressPlan {
  readonly ranges: readonly NetworkRange[];
  readonly aux: readonly AuxAddress[];
}

type Asked = Pick<NetworkCreateOptions, "subnet" | "gateway" | "ipRange" | "auxAddress" | "ipv4" | "ipv6">;

/** What the host has to say to a plan. */
export interface AddressSpace {
  readonly taken: readonly Subnet[];
  /** The subnet that is given to who names none. */
  free(family: 4 | 6): Subnet;
}

/** The ranges of a new network. Throws INVALID_VALUE where a wish is no subnet, overlaps what is there, or fits no other wish. */
export function addressPlan(asked: Asked, space: AddressSpace): AddressPlan {
  const named = asked.subnet.flatMap((text) => text.split(",")).map((text) => readSubnet(text, space.taken));
  for (const [i, subnet] of named.entries()) refuseOverlap(subnet, named.slice(0, i));
  if (!asked.ipv4 && !asked.ipv6) throw invalid("a network has IPv4, or IPv6, or both", "leave out --ipv4=false");
  const wanted = [...(asked.ipv4 ? [4 as const] : []), ...(asked.ipv6 ? [6 as const] : [])];
  const unasked = named.find(({ family }) => family === 4 && !asked.ipv4);
  if (unasked !== undefined) throw invalid(`IPv4 is off, and yet there is ${formatSubnet(unasked)}`, "leave one out");
  const missing = wanted.filter((family) => !named.some((subnet) => subnet.family === family));
  const subnets = [...named, ...missing.map((family) => space.free(family))];
  const gateways = assigned(subnets, asked.gateway, "gateway", (text) => text);
  const ipRanges = assigned(subnets, asked.ipRange, "ip-range", (text) => text.split("/")[0] ?? "");
  const ranges = subnets.map((subnet): NetworkRange => {
    const [gateway, ipRange] = [gateways.get(subnet), ipRanges.get(subnet)];
    return {
      subnet,
      gateway: gateway ?? firstAddress(subnet),
      ...(ipRange !== undefined && { ipRange: readRange(ipRange, subnet) }),
    };
  });
  return { ranges, aux: auxAddresses(subnets, asked.auxAddress) };
}

function readSubnet(text: string, taken: readonly Subnet[]): Subnet {
  const subnet = parseSubnet(text);
  if (parseSubnet(`${text.split("/")[0]}/${ipBits(subnet.family)}`).base !== subnet.base) {
    throw invalid(`unexpected subnet ${text}, maybe you meant ${formatSubnet(subnet)}?`, "write its first address");
  }
  if (ipBits(subnet.family) - subnet.prefixLength < 2) {
    throw invalid(`subnet is too small for a gateway and a container: ${text}`, "use at most /30, or /126 of IPv6");
  }
  refuseOverlap(subnet, taken);
  return subnet;
}

function refuseOverlap(subnet: Subnet, others: readonly Subnet[]): void {
  const other = others.find((taken) => overlap(taken, subnet));
  if (other === undefined) return;
  throw invalid(
    `subnet ${formatSubnet(subnet)} overlaps with other one on this address space: ${formatSubnet(other)}`,
    "name another one, or none to get one that is free",
  );
}

/** Which value is whose: the subnet's that it lies in. */
function assigned(
  subnets: readonly Subnet[],
  texts: readonly string[],
  flag: string,
  addressOf: (text: string) => string,
): Map<Subnet, string> {
  const values = new Map<Subnet, string>();
  for (const text of texts.flatMap((text) => text.split(","))) {
    if (isIP(addressOf(text)) === 0) throw invalid(`failed to parse ${flag}: ${text}`, "write an address");
    const subnet = subnets.find((subnet) => contains(subnet, addressOf(text)));
    if (subnet === undefined) throw noSubnet(`${flag} ${text}`, subnets);
    if (values.has(subnet))
      throw invalid(`subnet ${formatSubnet(subnet)} has two values of --${flag}`, "leave one out");
    values.set(subnet, text);
  }
  return values;
}

function readRange(text: string, subnet: Subnet): Subnet {
  const range = parseSubnet(text);
  if (contains(subnet, firstAddress(range)) && contains(subnet, lastAddress(range))) return range;
  throw noSubnet(`ip-range ${text}`, [subnet]);
}

function auxAddresses(subnets: readonly Subnet[], asked: Asked["auxAddress"]): AuxAddress[] {
  return Object.entries(asked).map(([name, address]) => {
    if (address === null || isIP(address) === 0) {
      throw invalid(`failed to parse aux-address: ${name}=${address ?? ""}`, "write it as NAME=10.4.1.9");
    }
    const subnet = subnets.find((subnet) => contains(subnet, address));
    if (subnet === undefined) throw noSubnet(`aux-address ${address}`, subnets);
    return { subnet: formatSubnet(subnet), name, address };
  });
}

function noSubnet(what: string, subnets: readonly Subnet[]): NerdError {
  return invalid(`no matching subnet for ${what}`, `the network has ${subnets.map(formatSubnet).join(", ")}`);
}

function invalid(message: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", message, { hint });
}
