import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { NetworkList } from "../../cni/network-list.ts";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";
import { networkFilesIn } from "../lists/network-files.ts";
import {
  firstFreeSubnet,
  overlap,
  parseSubnet,
  readSubnet,
  routedSubnets,
  routedSubnets6,
  type Subnet,
} from "./subnet.ts";

/** nerdctl's default; its own further networks go upward from there, and so do those of every engine. */
export const nerdctlSubnet = "10.4.0.0/24";

/** Held on the whole host while a subnet is chosen, since each engine has files of its own but all share the routes. */
export const subnetLock = "/run/lock/nerdsh-subnets";

/**
 * What no new network may overlap: where the host's routes lead, Docker's bridges among them, and what every list says, in whichever
 * namespace, since after a boot its bridge is not there yet. Routes through `except` do not count.
 */
export async function takenSubnets(
  settings: Settings,
  { routes = true, except }: { routes?: boolean; except?: string | undefined } = {},
): Promise<Subnet[]> {
  const listed = await listedSubnets(settings);
  if (!routes) return listed;
  return [
    ...routedSubnets(readFileSync("/proc/net/route", "utf8"), except),
    ...routedSubnets6(readIfThere("/proc/net/ipv6_route"), except),
    ...listed,
  ];
}

/** A /64 among those that everybody may use, found by a network's id. From RFC 4193, with as much chance in it as there is in a name. */
export function freeSubnet6(id: string, taken: readonly Subnet[]): Subnet {
  for (let i = 0; ; i++) {
    const hex = createHash("sha256").update(`${id} ${i}`).digest("hex");
    const groups = hex.slice(0, 12).match(/.{4}/g)!; // Of twelve digits.
    const candidate = parseSubnet(`fd${hex.slice(12, 14)}:${groups.join(":")}::/64`);
    if (!taken.some((other) => overlap(other, candidate))) return candidate;
  }
}

/** The lowest /24 of nerdctl's pool that is free. */
export async function freeSubnet(settings: Settings, except?: string): Promise<Subnet> {
  const first = parseSubnet(nerdctlSubnet);
  const free = firstFreeSubnet(first, [first, ...(await takenSubnets(settings, { except }))]);
  if (free !== undefined) return free;
  throw new NerdError("CNI_FAILED", "no /24 from 10.4.1.0 upward is free of the host's routes", {
    hint: "name a subnet: network create --subnet, or --bridge-ip for the default network",
  });
}

async function listedSubnets({ cni }: Settings): Promise<Subnet[]> {
  const directories = [cni.configDir, ...(await directoriesIn(cni.configDir))];
  const { files } = await networkFilesIn(directories);
  return files.flatMap(({ list }) => subnetsOf(list));
}

/** The subnets that a list's plugins give addresses from; of what they do not understand themselves, none. */
export function subnetsOf({ plugins }: NetworkList): Subnet[] {
  return plugins.flatMap(({ ipam }) => {
    const { subnet, ranges = [] } = (ipam ?? {}) as { subnet?: unknown; ranges?: { subnet?: unknown }[][] };
    const texts = [subnet, ...(Array.isArray(ranges) ? ranges.flat().map((range) => range?.subnet) : [])];
    return texts.flatMap((text) => readSubnet(text) ?? []);
  });
}

async function directoriesIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

/** A kernel without IPv6 has no such file. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return "";
    throw error;
  }
}
