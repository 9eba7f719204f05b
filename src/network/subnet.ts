import { NerdError } from "../errors.ts";

/** An IPv4 subnet, its address as a number. */
export interface Subnet {
  readonly base: number;
  readonly prefixLength: number;
}

/** `10.4.0.0/24`; bits past the prefix are dropped. Throws INVALID_VALUE. */
export function parseSubnet(text: string): Subnet {
  const [address = "", length = "", ...rest] = text.split("/");
  const value = parseAddress(address);
  const prefixLength = Number(length);
  if (value === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || prefixLength > 32) {
    throw new NerdError("INVALID_VALUE", `failed to parse subnet: ${text}`, { hint: "write it as 10.4.1.0/24" });
  }
  return { base: value - (value % size(prefixLength)), prefixLength };
}

export function formatSubnet({ base, prefixLength }: Subnet): string {
  return `${formatAddress(base)}/${prefixLength}`;
}

/** The address of a subnet that a gateway has by default. */
export function firstAddress({ base }: Subnet): string {
  return formatAddress(base + 1);
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return a.base < b.base + size(b.prefixLength) && b.base < a.base + size(a.prefixLength);
}

/** The first /24 from `start` upward that none of the taken ones overlaps; undefined past 10.255.255.0/24. */
export function firstFreeSubnet(start: Subnet, taken: readonly Subnet[]): Subnet | undefined {
  const end = (11 << 24) >>> 0;
  for (let base = start.base; base < end; base += 256) {
    const candidate = { base, prefixLength: 24 };
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
    .map((fields) => ({ base: littleEndian(fields[1] ?? ""), prefixLength: bits(littleEndian(fields[7] ?? "")) }));
}

function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

function size(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}

function littleEndian(hex: string): number {
  return Number.parseInt(hex.match(/../g)?.reverse().join("") ?? "0", 16);
}

function bits(mask: number): number {
  return mask.toString(2).replaceAll("0", "").length;
}
