import { statSync } from "node:fs";
import { nameServersOf } from "../container/network/name-service.ts";
import type { Context } from "../context.ts";
import { gatewaysOf } from "../network/dns/gateways.ts";
import { insideAddress } from "../network/dns/inside-address.ts";
import type { HostsMeta } from "../network/hosts/hosts-file.ts";
import { netnsPath } from "../network/netns.ts";
import { errno } from "../store/atomic-file.ts";

/** Where names are to be answered: at the gateway of a network, or inside of a container's network namespace. */
export type NamePlace =
  | { readonly kind: "gateway"; readonly address: string; readonly network: string }
  | { readonly kind: "inside"; readonly id: string; readonly netns: string };

/** All places for the containers that run in networks, by what tells one from another. */
export function namePlaces(
  context: Pick<Context, "engine" | "settings">,
  metas: readonly HostsMeta[],
): Map<string, NamePlace> {
  const gateways = metas.flatMap(({ Networks }) => gatewaysOf(Networks));
  const places = new Map<string, NamePlace>();
  for (const gateway of gateways) {
    places.set(`${gateway.address} ${gateway.network}`, { kind: "gateway", ...gateway });
  }
  for (const { ID: id } of metas) {
    if (!nameServersOf(context, id).includes(insideAddress)) continue;
    const netns = netnsPath(context.settings, id);
    const inode = inodeOf(netns);
    // A container that is started again has another namespace at the same path.
    if (inode !== undefined) places.set(`${id} ${inode}`, { kind: "inside", id, netns });
  }
  return places;
}

function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}
