import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { volumesDirectory } from "./volume.ts";

type Place = Pick<Settings, "dataStore" | "namespace">;

/** Bytes of the files in each volume of the namespace, by name. */
export async function volumeSizes(place: Place): Promise<ReadonlyMap<string, number>> {
  const directory = volumesDirectory(place);
  const entries = await whereThere(readdir(directory, { withFileTypes: true }), []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const sizes = names.map(async (name) => [name, await directorySize(join(directory, name, "_data"))] as const);
  return new Map(await Promise.all(sizes));
}

async function directorySize(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await whereThere(readdir(directory, { withFileTypes: true }), [])) {
    const path = join(directory, entry.name);
    bytes += entry.isDirectory() ? await directorySize(path) : await whereThere(fileSize(path), 0);
  }
  return bytes;
}

async function fileSize(path: string): Promise<number> {
  return (await lstat(path)).size;
}

/** Containers write to volumes meanwhile. */
async function whereThere<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (errno(error) === "ENOENT") return otherwise;
    throw error;
  }
}
