import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatNetworkList, type NetworkList, parseNetworkList } from "../cni/network-list.ts";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { createFile, errno } from "../store/atomic-file.ts";
import { lockFile } from "../store/file-lock.ts";
import { createBridge } from "./bridge-link.ts";
import { type BridgeNetwork, bridgeList } from "./bridge-network.ts";
import { firstAddress, firstFreeSubnet, parseSubnet, routedSubnets, type Subnet } from "./subnet.ts";

export const defaultNetworkName = "bridge";

/** nerdctl's default; its own further networks go upward from there, and so do the embedded engine's. */
const nerdctlSubnet = "10.4.0.0/24";

/** Held on the whole host while a subnet is chosen, since each engine has files of its own but all share the routes. */
const subnetLock = "/run/lock/nerdsh-subnets";

/** The default network's list, written on first use where nerdctl looks for it. */
export async function defaultNetwork(settings: Settings): Promise<NetworkList> {
  const path = join(settings.cni.configDir, "nerdctl-bridge.conflist");
  const text = readIfThere(path) ?? (await createDefaultNetwork(settings, path));
  return parseNetworkList(text, path);
}

async function createDefaultNetwork(settings: Settings, path: string): Promise<string> {
  await using lock = await lockFile(subnetLock);
  const other = lock && readIfThere(path);
  if (other !== undefined) return other;
  const network = await defaultBridge(settings);
  // The route comes before the lock is given up: it is how the next one sees that the subnet is taken.
  await createBridge(network, settings.programDirs);
  const text = formatNetworkList(bridgeList(network));
  // nerdctl does not know our lock: where it was faster, its list is the one.
  return (await createFile(path, text, { mode: 0o644 })) ? text : (readIfThere(path) ?? text);
}

async function defaultBridge({ engine, cni }: Settings): Promise<BridgeNetwork> {
  const named = cni.bridgeSubnet ?? (engine === "system" ? nerdctlSubnet : undefined);
  const subnet = named === undefined ? await freeSubnet(cni.bridgeName) : parseSubnet(named);
  return {
    name: defaultNetworkName,
    bridge: cni.bridgeName,
    subnet,
    gateway: gatewayOf(subnet, named),
    masquerade: true,
    labels: { "nerdctl/default-network": "true" },
  };
}

/** nerdctl's `bridge_ip` names the gateway within the subnet; a bare subnet means its first address. */
function gatewayOf(subnet: Subnet, named: string | undefined): string {
  const [address = ""] = named?.split("/") ?? [];
  return parseSubnet(`${address || "0.0.0.0"}/32`).base > subnet.base ? address : firstAddress(subnet);
}

async function freeSubnet(bridge: string): Promise<Subnet> {
  const taken = [parseSubnet(nerdctlSubnet), ...routedSubnets(readFileSync("/proc/net/route", "utf8"), bridge)];
  const free = firstFreeSubnet(parseSubnet(nerdctlSubnet), taken);
  if (free !== undefined) return free;
  throw new NerdError("CNI_FAILED", "no /24 from 10.4.0.0 upward is free of the host's routes", {
    hint: "name a subnet with --bridge-ip",
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}
