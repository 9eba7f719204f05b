import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { mountsBelow } from "../engine/host/mounts.ts";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { type VolumePlace, volumesDirectory } from "./volume.ts";
import { endMount } from "./volume-mount.ts";

/**
 * Removes a volume with all that is in it; right also where it is not there. It is moved aside first: one that is half removed when its
 * process is killed must not look like a volume, and goes with the next one.
 */
export async function removeVolume(place: VolumePlace & Pick<Settings, "programDirs">, name: string): Promise<void> {
  const directory = join(volumesDirectory(place), name);
  const aside = join(place.dataStore, "volumes", ".removed");
  await mkdir(aside, { recursive: true, mode: 0o700 });
  try {
    await endMount(place, { directory, mountpoint: join(directory, "_data") });
    await refuseMounts(directory, name);
    await rename(directory, join(aside, randomUUID()));
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
  }
  const leftovers = await readdir(aside);
  await Promise.all(leftovers.map((leftover) => rm(join(aside, leftover), { recursive: true, force: true })));
}

/** What somebody has mounted in a volume is theirs. */
async function refuseMounts(directory: string, name: string): Promise<void> {
  const [point] = await mountsBelow(directory);
  if (point === undefined) return;
  throw new NerdError("VOLUME_IN_USE", `something is mounted in volume ${name}: ${point}`, { hint: `umount ${point}` });
}
