import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type NetworkList, parseNetworkList } from "../../cni/network-list.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { errno, isTemporary } from "../../store/atomic-file.ts";
import { networkId } from "../bridge/bridge-network.ts";

export interface NetworkFile {
  readonly path: string;
  readonly list: NetworkList;
}

export interface NetworkFiles {
  readonly files: readonly NetworkFile[];
  readonly faults: readonly NerdError[];
}

/** By name, or by the beginning of its id. Throws AMBIGUOUS_NAME where several begin so. */
export function findNetwork(files: readonly NetworkFile[], name: string): NetworkFile | undefined {
  const named = files.find(({ list }) => list.name === name);
  if (named !== undefined || !/^[0-9a-f]{4,64}$/.test(name)) return named;
  const [found, another] = files.filter(({ list }) => networkId(list.name).startsWith(name));
  if (another === undefined) return found;
  throw new NerdError("AMBIGUOUS_NAME", `multiple IDs found with provided prefix: ${name}`, {
    hint: "write more digits of the id, or the name",
  });
}

/** Every list of the configuration directory and of the namespace's, sorted by path; those that cannot be read are told apart. */
export async function networkFiles(settings: Settings): Promise<NetworkFiles> {
  const { configDir } = settings.cni;
  return await networkFilesIn([configDir, join(configDir, settings.namespace)]);
}

export async function networkFilesIn(directories: readonly string[]): Promise<NetworkFiles> {
  // Synchronously, as in atomic-file.ts: each of many starts reads them twice.
  const read = directories.flatMap(listPaths).sort().map(readNetworkFile);
  return {
    files: read.flatMap((file) => (file !== undefined && "list" in file ? [file] : [])),
    faults: read.flatMap((file) => (file !== undefined && "fault" in file ? [file.fault] : [])),
  };
}

function readNetworkFile(path: string): NetworkFile | { fault: NerdError } | undefined {
  try {
    return { path, list: parseNetworkList(readFileSync(path, "utf8"), path) };
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    if (isNerdError(error)) return { fault: error };
    throw error;
  }
}

function listPaths(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.(conf|conflist|json)$/.test(name) && !isTemporary(name))
      .map((name) => join(directory, name));
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
