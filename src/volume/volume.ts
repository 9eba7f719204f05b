import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { NerdError, unknownName } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { checkDriverOptions } from "./driver-options.ts";
import { createRecord, readRecord, type VolumeRecord } from "./volume-record.ts";

/** Where the volumes of one namespace are. */
export type VolumePlace = Pick<Settings, "dataStore" | "namespace">;

/** A named directory that outlives containers, where nerdctl has its own: `volumes/<namespace>/<name>`. */
export interface Volume extends VolumeRecord {
  readonly name: string;
  /** What all of it lies in. */
  readonly directory: string;
  /** The directory that containers see. */
  readonly mountpoint: string;
}

/** 64 hexadecimal digits, as Docker names volumes that nobody named. */
export function anonymousVolumeName(): string {
  return randomBytes(32).toString("hex");
}

/** nerdctl's, of a volume that `volume create` made without a name. */
const anonymousLabel = "nerdctl/anonymous-volumes";

/** The labels of one whose name nobody chose. */
export const anonymousLabels = { [anonymousLabel]: "" };

/** Whether nobody named it: by nerdctl's label, or by a name that nobody would choose. */
export function isAnonymous({ name, labels = {} }: Pick<Volume, "name" | "labels">): boolean {
  return labels[anonymousLabel] === "" || /^[0-9a-f]{64}$/.test(name);
}

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** The name itself, or INVALID_VALUE where no volume can have it. */
export function checkVolumeName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new NerdError("INVALID_VALUE", `invalid characters for a volume name: ${name}`, {
    hint: "a name matches [a-zA-Z0-9][a-zA-Z0-9_.-]*; a directory of the host begins with / or ./",
  });
}

/** The volume of that name, made where it is not there yet. Labels and options are of one that is made. */
export async function ensureVolume(
  place: VolumePlace,
  name: string,
  { labels, options }: Partial<VolumeRecord> = {},
): Promise<Volume & { readonly isNew: boolean }> {
  if (options !== undefined) checkDriverOptions(options);
  const directory = join(volumesDirectory(place), name);
  const mountpoint = join(directory, "_data");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await mkdir(mountpoint, { recursive: true, mode: 0o755 });
  const isNew = await createRecord(directory, { labels, options });
  return { name, directory, mountpoint, ...readRecord(directory), isNew };
}

/** The volume of that name. Throws UNKNOWN_VOLUME with the closest names, and VOLUME_INVALID where its record is broken. */
export function findVolume(place: VolumePlace, name: string): Volume {
  const directory = volumeDirectory(place, name);
  return { name, directory, mountpoint: join(directory, "_data"), ...readRecord(directory) };
}

/** The directory of a volume that is there, whatever its record says. Throws UNKNOWN_VOLUME. */
export function volumeDirectory(place: VolumePlace, name: string): string {
  const directory = join(volumesDirectory(place), name);
  if (namePattern.test(name) && existsSync(directory)) return directory;
  throw unknownName("UNKNOWN_VOLUME", name, volumeNames(place));
}

/** The names of all volumes, sorted. */
export function volumeNames(place: VolumePlace): string[] {
  try {
    const entries = readdirSync(volumesDirectory(place), { withFileTypes: true });
    const directories = entries.filter((entry) => entry.isDirectory() && namePattern.test(entry.name));
    return directories.map(({ name }) => name).sort();
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

/** Where a namespace's volumes lie; nerdctl locks it where it changes which there are. */
export function volumesDirectory({ dataStore, namespace }: VolumePlace): string {
  return join(dataStore, "volumes", namespace);
}
