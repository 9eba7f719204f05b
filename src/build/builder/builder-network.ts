import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { formatNetworkList } from "../../cni/network-list.ts";
import type { BuilderFiles } from "../../engine/embedded/builder/builder-files.ts";
import { findProgram } from "../../engine/embedded/programs.ts";
import { firstAddress } from "../../network/addresses/subnet.ts";
import { freeSubnet, subnetLock } from "../../network/addresses/taken-subnets.ts";
import { createBridge } from "../../network/bridge/bridge-link.ts";
import { type BridgeNetwork, bareBridgeList, bridgeList } from "../../network/bridge/bridge-network.ts";
import { prepareBridge } from "../../network/bridge/bridge-setup.ts";
import type { Settings } from "../../settings/settings.ts";
import { replaceFile } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";

/**
 * The network of a builder's RUN: a bridge of its own, since dockerd gives addresses on it itself and would not see those that
 * containers have on the default one. Masquerade and isolation are as on every bridge of ours. Gives the directory of the plugins
 * that buildkitd joins it with, where there is one.
 */
export async function prepareBuilderNetwork(
  settings: Settings,
  { bridge, networkList, addresses }: Pick<BuilderFiles, "bridge" | "networkList" | "addresses">,
): Promise<string | undefined> {
  const network = await makeBridge(settings, bridge);
  await prepareBridge(settings, network);
  mkdirSync(dirname(networkList), { recursive: true });
  await replaceFile(networkList, formatNetworkList(bareBridgeList(bridgeList(network), addresses)), { mode: 0o644 });
  return settings.cni.pluginDirs.find((dir) => findProgram("bridge", [dir]) && findProgram("loopback", [dir]));
}

async function makeBridge(settings: Settings, bridge: string): Promise<BridgeNetwork> {
  await using _lock = await lockFile(subnetLock);
  const subnet = await freeSubnet(settings, bridge);
  const network = { name: bridge, bridge, ranges: [{ subnet, gateway: firstAddress(subnet) }], masquerade: true };
  // The route comes before the lock is given up: it is how the next one sees that the subnet is taken.
  await createBridge(network, settings.programDirs);
  return network;
}
