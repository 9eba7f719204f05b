import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatNetworkList, type NetworkList, parseNetworkList } from "../../cni/network-list.ts";
import type { Settings } from "../../settings/settings.ts";
import { createFile, errno } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { contains, firstAddress, parseSubnet, type Subnet } from "../addresses/subnet.ts";
import { freeSubnet, nerdctlSubnet, subnetLock } from "../addresses/taken-subnets.ts";
import { createBridge } from "../bridge/bridge-link.ts";
import { type BridgeNetwork, bridgeList } from "../bridge/bridge-network.ts";

export const defaultNetworkName = "bridge";

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

async function defaultBridge(settings: Settings): Promise<BridgeNetwork> {
  const { engine, cni } = settings;
  const named = cni.bridgeSubnet ?? (engine === "system" ? nerdctlSubnet : undefined);
  const subnet = named === undefined ? await freeSubnet(settings, cni.bridgeName) : parseSubnet(named);
  return {
    name: defaultNetworkName,
    bridge: cni.bridgeName,
    ranges: [{ subnet, gateway: gatewayOf(subnet, named) }],
    masquerade: true,
    labels: { "nerdctl/default-network": "true" },
  };
}

/** nerdctl's `bridge_ip` names the gateway within the subnet; a bare subnet means its first address. */
function gatewayOf(subnet: Subnet, named: string | undefined): string {
  const [address = ""] = named?.split("/") ?? [];
  const isWithin = contains(subnet, address) && parseSubnet(`${address}/32`).base > subnet.base;
  return isWithin ? address : firstAddress(subnet);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}
