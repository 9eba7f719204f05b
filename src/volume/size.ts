import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { errno } from "../store/atomic-file.ts";
import { type VolumePlace, volumeNames, volumesDirectory } from "./volume.ts";
import { isMounted } from "./volume-mount.ts";

/** Bytes of the files in each volume of the namespace, by name. */
export async function volumeSizes(place: VolumePlace): Promise<ReadonlyMap<string, number>> {
  const directory = volumesDirectory(place);
  const sizes = volumeNames(place).map(async (name) => [name, await volumeSize(join(directory, name))] as const);
  return new Map(await Promise.all(sizes));
}

/** Bytes of the files in one volume; what is mounted there is not on this disk. */
export async function volumeSize(directory: string): Promise<number> {
  const mountpoint = join(directory, "_data");
  if (await whereThere(isMounted({ directory, mountpoint }), false)) return 0;
  return await directorySize(mountpoint);
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
