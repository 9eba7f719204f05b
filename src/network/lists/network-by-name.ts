import type { NetworkList } from "../../cni/network-list.ts";
import { unknownName } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { defaultNetwork, defaultNetworkName } from "./default-network.ts";
import { findNetwork, networkFiles } from "./network-files.ts";

/**
 * A network by its name, where `bridge` is made on first use. Throws UNKNOWN_NETWORK with the closest names.
 */
export async function networkByName(settings: Settings, name: string): Promise<NetworkList> {
  if (name === defaultNetworkName) return await defaultNetwork(settings);
  const { files, faults } = await networkFiles(settings);
  const found = findNetwork(files, name);
  if (found !== undefined) return found.list;
  if (faults[0] !== undefined) throw faults[0];
  throw unknownName("UNKNOWN_NETWORK", name, [
    ...files.map(({ list }) => list.name),
    defaultNetworkName,
    "host",
    "none",
  ]);
}
