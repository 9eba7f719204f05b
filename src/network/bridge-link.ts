import { existsSync } from "node:fs";
import type { BridgeNetwork } from "./bridge-network.ts";
import { bridgeGroup } from "./bridge-ruleset.ts";
import { runProgram } from "./host-program.ts";

/** Makes the bridge, or brings one that exists to what the network says, as the bridge plugin would on its first ADD. */
export async function createBridge(network: BridgeNetwork, programDirs: readonly string[]): Promise<void> {
  const { bridge, gateway, subnet, mtu } = network;
  const lines = [
    ...(hasLink(bridge) ? [] : [`link add ${bridge} type bridge`]),
    `link set ${bridge} group ${bridgeGroup}${mtu ? ` mtu ${mtu}` : ""} up`,
    `address flush dev ${bridge}`,
    `address add ${gateway}/${subnet.prefixLength} broadcast + dev ${bridge}`,
  ];
  await runProgram("ip", ["-4", "-batch", "-"], { programDirs, input: `${lines.join("\n")}\n` });
}

export async function deleteBridge(bridge: string, programDirs: readonly string[]): Promise<void> {
  if (hasLink(bridge)) await runProgram("ip", ["link", "delete", bridge], { programDirs });
}

function hasLink(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}
