import { isIP } from "node:net";
import { isNerdError, NerdError } from "../../errors.ts";
import { formatIp, ipBits, parseIp } from "./ip-number.ts";

export type IpFamily = 4 | 6;

/** A subnet, its first address as a number. */
export interface Subnet {
  readonly family: IpFamily;
  readonly base: bigint;
  readonly prefixLength: number;
}

/** `10.4.0.0/24`, or `fd00::/64`; bits past the prefix are dropped. Throws INVALID_VALUE. */
export function parseSubnet(text: string): Subnet {
  const [address = "", length = "", ...rest] = text.split("/");
  const family = isIP(address);
  const prefixLength = Number(length);
  if ((family !== 4 && family !== 6) || rest.length > 0 || !/^\d{1,3}$/.test(length) || prefixLength > ipBits(family)) {
    throw new NerdError("INVALID_VALUE", `failed to parse subnet: ${text}`, {
      hint: "write it as 10.4.1.0/24, or as fd00:4::/64",
    });
  }
  return subnetOf(parseIp(address), { family, prefixLength });
}

/** The same of what somebody else has written: undefined where it is none. */
export function readSubnet(text: unknown): Subnet | undefined {
  try {
    return typeof text === "string" ? parseSubnet(text) : undefined;
  } catch (error) {
    if (isNerdError(error, "INVALID_VALUE")) return undefined;
    throw error;
  }
}

export function formatSubnet({ family, base, prefixLength }: Subnet): string {
  return `${formatIp(base, family)}/${prefixLength}`;
}

/** The address of a subnet that a gateway has by default. */
export function firstAddress({ family, base }: Subnet): string {
  return formatIp(base + 1n, family);
}

/** The last address of a subnet, or the one before it, and so on. */
export function lastAddress(subnet: Subnet, fromEnd = 1n): string {
  return formatIp(subnet.base + size(subnet) - fromEnd, subnet.family);
}

export function contains(subnet: Subnet, address: string): boolean {
  if (isIP(address) !== subnet.family) return false;
  const value = parseIp(address);
  return value >= subnet.base && value < subnet.base + size(subnet);
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return a.family === b.family && a.base < b.base + size(b) && b.base < a.base + size(a);
}

/** The first /24 from `start` upward that none of the taken ones overlaps; undefined past 10.255.255.0/24. */
export function firstFreeSubnet(start: Subnet, taken: readonly Subnet[]): Subnet | undefined {
  const end = 11n << 24n;
  for (let base = start.base; base < end; base += 256n) {
    const candidate: Subnet = { family: 4, base, prefixLength: 24 };
    if (!taken.some((other) => overlap(candidate, other))) return candidate;
  }
  return undefined;
}

/** The IPv4 subnets of the host's routes but the default one, except through one interface. From the kernel's /proc/net/route. */
export function routedSubnets(procNetRoute: string, except?: string): Subnet[] {
  return procNetRoute
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([device, destination]) => device !== except && destination !== undefined && destination !== "00000000")
    .map((fields) => ({
      family: 4,
      base: littleEndian(fields[1] ?? ""),
      prefixLength: bits(littleEndian(fields[7] ?? "")),
    }));
}

/** The same of IPv6, without those that every interface has. From the kernel's /proc/net/ipv6_route. */
export function routedSubnets6(procNetRoute: string, except?: string): Subnet[] {
  const routes = procNetRoute.split("\n").map((line) => line.split(/\s+/));
  const subnets = routes
    .filter((fields) => fields.length >= 10 && fields[9] !== except)
    .map(([destination = "", length = ""]): Subnet => {
      return { family: 6, base: BigInt(`0x${destination}`), prefixLength: Number.parseInt(length, 16) };
    });
  return subnets.filter(({ prefixLength }) => prefixLength > 0).filter((subnet) => !isEverywhere(subnet));
}

function isEverywhere(subnet: Subnet): boolean {
  return [parseSubnet("fe80::/10"), parseSubnet("ff00::/8")].some((other) => overlap(subnet, other));
}

function subnetOf(value: bigint, { family, prefixLength }: Omit<Subnet, "base">): Subnet {
  return { family, base: value - (value % size({ family, prefixLength })), prefixLength };
}

function size({ family, prefixLength }: Omit<Subnet, "base">): bigint {
  return 1n << BigInt(ipBits(family) - prefixLength);
}

function littleEndian(hex: string): bigint {
  return BigInt(`0x${hex.match(/../g)?.reverse().join("") || "0"}`);
}

function bits(mask: bigint): number {
  return mask.toString(2).replaceAll("0", "").length;
}
