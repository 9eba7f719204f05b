import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { formatSubnet, overlap, parseSubnet, routedSubnets } from "../../src/network/addresses/subnet.ts";

export interface FreeSubnet {
  /** `10.253.7.0/24` */
  readonly text: string;
  /** `10.253.7` */
  readonly prefix: string;
  address(last: number): string;
}

/** A /24 for a test that names its subnet: one by chance, to which the host has no route, whatever else runs there or was left. */
export function freeSubnet(): FreeSubnet {
  const taken = routedSubnets(readFileSync("/proc/net/route", "utf8"));
  for (;;) {
    const prefix = `10.${randomInt(250, 255)}.${randomInt(256)}`;
    const subnet = parseSubnet(`${prefix}.0/24`);
    if (taken.some((other) => overlap(other, subnet))) continue;
    return { text: formatSubnet(subnet), prefix, address: (last) => `${prefix}.${last}` };
  }
}
