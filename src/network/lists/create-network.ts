import { join } from "node:path";
import { formatNetworkList, type NetworkList } from "../../cni/network-list.ts";
import { pluginBinary } from "../../cni/plugin-binary.ts";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { createFile } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { type AddressPlan, addressPlan } from "../addresses/address-plan.ts";
import { reserveAux } from "../addresses/address-reservation.ts";
import type { Subnet } from "../addresses/subnet.ts";
import { freeSubnet, freeSubnet6, subnetLock, takenSubnets } from "../addresses/taken-subnets.ts";
import { createBridge, hasLink } from "../bridge/bridge-link.ts";
import { bridgeName } from "../bridge/bridge-name.ts";
import { asBridgeNetwork, networkId } from "../bridge/bridge-network.ts";
import type { NetworkCreateOptions } from "./network-create-options.ts";
import { draftedList, type NetworkDraft, networkDraft } from "./network-draft.ts";
import { networkFiles } from "./network-files.ts";

/**
 * Makes a network's list, where nerdctl looks for it, and the bridge that it names. Throws INVALID_VALUE, ALREADY_EXISTS,
 * CNI_PLUGIN_MISSING.
 */
export async function createNetwork(settings: Settings, asked: NetworkCreateOptions): Promise<NetworkList> {
  const draft = networkDraft(asked);
  refuseMissingParent(draft);
  // One chooses at a time: among all engines of the host, and beside nerdctl, which has a lock of its own.
  await using _all = await lockFile(subnetLock);
  await using _lists = await lockNetworkLists(settings);
  const { files } = await networkFiles(settings);
  if (files.some(({ list }) => list.name === asked.name)) throw exists(asked.name);
  const plan: AddressPlan = draft.ipam === undefined ? await planned(settings, draft, asked) : { ranges: [], aux: [] };
  const bridge = await bridgeName(settings, asked.name, draft.options.bridge);
  const list = draftedList(draft, asked, { ...plan, bridge });
  for (const { type } of list.plugins) await pluginBinary(type, settings.cni.pluginDirs);
  await reserveAux(settings.cni.ipamDir, list.name, plan.aux);
  // nerdctl knows the file; until it is there, what was made is nobody's, and made again the same.
  const network = asBridgeNetwork(list);
  // The route is how other engines see that the subnet is taken.
  if (network !== undefined) await createBridge(network, settings.programDirs);
  const path = networkPath(settings, list.name);
  if (await createFile(path, formatNetworkList(list), { mode: 0o644 })) return list;
  throw exists(list.name);
}

/** Held while lists come and go; nerdctl takes the same. From nerdctl, pkg/netutil. */
export async function lockNetworkLists({ cni }: Settings): Promise<AsyncDisposable> {
  return await lockFile(join(cni.configDir, ".nerdctl.lock"));
}

/** Where nerdctl has the list of a network. */
function networkPath({ cni, namespace }: Settings, name: string): string {
  return join(cni.configDir, namespace, `nerdctl-${name}.conflist`);
}

async function planned(
  settings: Settings,
  { driver }: NetworkDraft,
  asked: NetworkCreateOptions,
): Promise<AddressPlan> {
  // A macvlan's subnet is that of the network outside, to which the host has routes.
  const isOwn = driver === "bridge";
  const taken = await takenSubnets(settings, { routes: isOwn });
  const [free, free6] = [await freeSubnet(settings), freeSubnet6(networkId(asked.name), taken)];
  return addressPlan(asked, { taken, free: (family): Subnet => (family === 4 ? free : free6) });
}

function refuseMissingParent({ options: { parent } }: NetworkDraft): void {
  if (parent === undefined || hasLink(parent)) return;
  throw new NerdError("INVALID_VALUE", `no such network interface: ${parent}`, {
    hint: "see ip link; -o parent names an interface of the host",
  });
}

function exists(name: string): NerdError {
  return new NerdError("ALREADY_EXISTS", `network with name ${name} already exists`, {
    hint: "choose another name, or remove that one: nerdsh network rm",
  });
}
