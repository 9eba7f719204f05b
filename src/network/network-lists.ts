import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type NetworkList, parseNetworkList } from "../cni/network-list.ts";
import { isNerdError, type NerdError, unknownName } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { errno, isTemporary } from "../store/atomic-file.ts";
import { defaultNetwork, defaultNetworkName } from "./default-network.ts";

export interface NetworkFile {
  readonly path: string;
  readonly list: NetworkList;
}

/**
 * A network by its name, where `bridge` is made on first use. Throws UNKNOWN_NETWORK with the closest names.
 */
export async function networkByName(settings: Settings, name: string): Promise<NetworkList> {
  if (name === defaultNetworkName) return await defaultNetwork(settings);
  const { files, faults } = await networkFiles(settings);
  const found = files.find(({ list }) => list.name === name || list.nerdctlID === name);
  if (found !== undefined) return found.list;
  if (faults[0] !== undefined) throw faults[0];
  throw unknownName("UNKNOWN_NETWORK", name, [
    ...files.map(({ list }) => list.name),
    defaultNetworkName,
    "host",
    "none",
  ]);
}

/** Every list of the configuration directory and of the namespace's, sorted by path; those that cannot be read are told apart. */
export async function networkFiles(settings: Settings): Promise<{ files: NetworkFile[]; faults: NerdError[] }> {
  const { configDir } = settings.cni;
  const paths = [...(await listPaths(configDir)), ...(await listPaths(join(configDir, settings.namespace)))];
  const read = await Promise.all(paths.sort().map(readNetworkFile));
  return {
    files: read.flatMap((file) => (file !== undefined && "list" in file ? [file] : [])),
    faults: read.flatMap((file) => (file !== undefined && "fault" in file ? [file.fault] : [])),
  };
}

async function readNetworkFile(path: string): Promise<NetworkFile | { fault: NerdError } | undefined> {
  try {
    return { path, list: parseNetworkList(await readFile(path, "utf8"), path) };
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    if (isNerdError(error)) return { fault: error };
    throw error;
  }
}

async function listPaths(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /\.(conf|conflist|json)$/.test(name) && !isTemporary(name))
      .map((name) => join(directory, name));
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
