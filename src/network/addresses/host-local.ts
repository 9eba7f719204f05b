import { isIP } from "node:net";
import { firstAddress, formatSubnet, lastAddress, readSubnet, type Subnet } from "./subnet.ts";

/** What host-local gives addresses from. */
export interface NetworkRange {
  readonly subnet: Subnet;
  readonly gateway: string;
  /** The part of the subnet that containers get addresses from. */
  readonly ipRange?: Subnet;
}

export interface HostLocal {
  readonly ranges: readonly NetworkRange[];
}

/** Host-local's part of a plugin, in nerdctl's order of keys, which is that of the alphabet. */
export function hostLocal(ranges: readonly NetworkRange[], { isInternal }: { isInternal: boolean }): object {
  return {
    ranges: ranges.map(({ subnet, gateway, ipRange }) => [
      {
        gateway,
        ...(ipRange && {
          ipRange: formatSubnet(ipRange),
          rangeEnd: lastOf(ipRange, subnet),
          rangeStart: firstAddress(ipRange),
        }),
        subnet: formatSubnet(subnet),
      },
    ]),
    ...(!isInternal && { routes: defaultRoutes(ranges) }),
    type: "host-local",
  };
}

/** Reads what `hostLocal` writes; undefined for anything else. */
export function readHostLocal(ipam: unknown, { isInternal }: { isInternal: boolean }): NetworkRange[] | undefined {
  const { type, ranges, routes, ...more } = asObject(ipam);
  if (type !== "host-local" || !Array.isArray(ranges) || Object.keys(more).length > 0) return undefined;
  const read = ranges.map((sets: unknown) => readRange(sets));
  const known = read.filter((range) => range !== undefined);
  if (known.length === 0 || known.length < ranges.length) return undefined;
  return isInternal ? asIf(routes === undefined, known) : asIf(isDefaultRoutes(routes), known);
}

function asIf<T>(isTrue: boolean, value: T): T | undefined {
  return isTrue ? value : undefined;
}

function readRange(sets: unknown): NetworkRange | undefined {
  const [range, ...others]: unknown[] = Array.isArray(sets) ? sets : [];
  const { subnet: subnetText, gateway, ipRange: rangeText, rangeStart, rangeEnd, ...more } = asObject(range);
  if (others.length > 0 || Object.keys(more).length > 0) return undefined;
  const [subnet, ipRange] = [readSubnet(subnetText), readSubnet(rangeText)];
  if (subnet === undefined || typeof gateway !== "string" || isIP(gateway) !== subnet.family) return undefined;
  if (ipRange === undefined) {
    return rangeText === undefined && rangeStart === undefined && rangeEnd === undefined
      ? { subnet, gateway }
      : undefined;
  }
  const isUsual = rangeStart === firstAddress(ipRange) && rangeEnd === lastOf(ipRange, subnet);
  return isUsual ? { subnet, gateway, ipRange } : undefined;
}

/** The last address of a range that a container can have: in IPv4 the subnet's last one is everybody's. */
function lastOf(ipRange: Subnet, subnet: Subnet): string {
  const last = lastAddress(ipRange);
  return subnet.family === 4 && last === lastAddress(subnet) ? lastAddress(ipRange, 2n) : last;
}

/** Everywhere, in the families that the network has. nerdctl leaves out that of IPv6 where there is IPv4, and so the way outside. */
function defaultRoutes(ranges: readonly NetworkRange[]): object[] {
  const has = (family: number) => ranges.some(({ subnet }) => subnet.family === family);
  return [...(has(4) ? [{ dst: "0.0.0.0/0" }] : []), ...(has(6) ? [{ dst: "::/0" }] : [])];
}

function isDefaultRoutes(routes: unknown): boolean {
  if (!Array.isArray(routes) || routes.length === 0) return false;
  return routes.every((route: unknown) => {
    const { dst, ...more } = asObject(route);
    return (dst === "0.0.0.0/0" || dst === "::/0") && Object.keys(more).length === 0;
  });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
