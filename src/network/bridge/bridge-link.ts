import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { IpFamily } from "../addresses/subnet.ts";
import { runProgram } from "../host-program.ts";
import type { BridgeNetwork } from "./bridge-network.ts";
import { bridgeGroup } from "./bridge-ruleset.ts";

/** Makes the bridge, or brings one that exists to what the network says, as the bridge plugin would on its first ADD. */
export async function createBridge(network: BridgeNetwork, programDirs: readonly string[]): Promise<void> {
  const { bridge, mtu } = network;
  // Of an internal network, too: what its containers may ask there are names alone (bridge-ruleset.ts).
  const add = (family: IpFamily) =>
    network.ranges
      .filter(({ subnet }) => subnet.family === family)
      .map(({ subnet, gateway }) => {
        // No other host can have it, so that nobody need ask for a second whether one has.
        const more = family === 4 ? " broadcast +" : " nodad";
        return `address replace ${gateway}/${subnet.prefixLength} dev ${bridge}${more}`;
      });
  const lines = [
    ...(hasLink(bridge) ? [] : [`link add ${bridge} address ${bridgeMac(bridge)} type bridge`]),
    `link set ${bridge} group ${bridgeGroup}${mtu ? ` mtu ${mtu}` : ""} up`,
    `address flush dev ${bridge}`,
    ...add(4),
  ];
  await runProgram("ip", ["-4", "-batch", "-"], { programDirs, input: `${lines.join("\n")}\n` });
  const lines6 = add(6);
  if (lines6.length > 0)
    await runProgram("ip", ["-6", "-batch", "-"], { programDirs, input: `${lines6.join("\n")}\n` });
}

/**
 * A bridge without a MAC of its own has the lowest of its ports': it changes as containers come and go, and the others do not find their gateway
 * until they ask for it anew.
 */
function bridgeMac(bridge: string): string {
  const digits = createHash("sha256").update(bridge).digest("hex").slice(0, 10);
  return ["02", ...(digits.match(/../g) ?? [])].join(":");
}

export async function deleteBridge(bridge: string, programDirs: readonly string[]): Promise<void> {
  if (hasLink(bridge)) await runProgram("ip", ["link", "delete", bridge], { programDirs });
}

/** Whether the host has such an interface. */
export function hasLink(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

/** Lets a container on the bridge reach the host alone, and no other that is set apart in the same way. */
export async function isolatePort(link: string, programDirs: readonly string[]): Promise<void> {
  await runProgram("ip", ["link", "set", link, "type", "bridge_slave", "isolated", "on"], { programDirs });
}
