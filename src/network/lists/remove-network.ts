import { rm } from "node:fs/promises";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { removeReservations } from "../addresses/address-reservation.ts";
import { deleteBridge } from "../bridge/bridge-link.ts";
import { asBridgeNetwork } from "../bridge/bridge-network.ts";
import { removeBridge } from "../bridge/bridge-setup.ts";
import { hasProgram, tryProgram } from "../host-program.ts";
import { lockNetworkLists } from "./create-network.ts";
import { defaultNetworkName } from "./default-network.ts";
import type { NetworkFile } from "./network-files.ts";

/** Throws INVALID_VALUE for a network that is not the user's to remove. */
export function refuseKept(name: string, file: NetworkFile | undefined): void {
  if ([defaultNetworkName, "host", "none"].includes(file?.list.name ?? name)) {
    throw new NerdError("INVALID_VALUE", `${name} is a pre-defined network and cannot be removed`, { exitCode: 1 });
  }
  if (file === undefined || file.list.nerdctlID !== undefined) return;
  const hint = `neither nerdsh nor nerdctl made it: remove ${file.path} by hand`;
  throw new NerdError("INVALID_VALUE", `network is managed by somebody else: ${name}`, { exitCode: 1, hint });
}

/**
 * Takes away a network that nobody uses, with its bridge, its rules and what it has reserved. The list goes last: cut short before, it is
 * a network still, and removed again.
 */
export async function removeNetwork(settings: Settings, { list, path }: NetworkFile): Promise<void> {
  await using _lists = await lockNetworkLists(settings);
  const network = asBridgeNetwork(list);
  const bridge = list.plugins[0]?.type === "bridge" ? list.plugins[0]["bridge"] : undefined;
  if (network !== undefined && (await hasProgram("nft", settings.programDirs))) {
    await removeBridge(settings, network);
  } else if (typeof bridge === "string") {
    await removeFirewallRules(settings, bridge);
    await deleteBridge(bridge, settings.programDirs);
  }
  removeReservations(settings.cni.ipamDir, list.name);
  await rm(path, { force: true });
}

/** What the firewall plugin leaves for a bridge whose list ran as written. From its ingresspolicy, "same-bridge". */
async function removeFirewallRules(settings: Settings, bridge: string): Promise<void> {
  if (!(await hasProgram("iptables", settings.programDirs))) return;
  for (const rule of [
    ["CNI-ISOLATION-STAGE-1", "-i", bridge, "!", "-o", bridge, "-j", "CNI-ISOLATION-STAGE-2"],
    ["CNI-ISOLATION-STAGE-2", "-o", bridge, "-j", "DROP"],
  ]) {
    const comment = ["-m", "comment", "--comment", "CNI firewall plugin rules (ingressPolicy: same-bridge)"];
    await tryProgram("iptables", ["--wait", "--delete", ...rule.slice(0, -2), ...comment, ...rule.slice(-2)], settings);
  }
}
