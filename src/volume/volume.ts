import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { createFile } from "../store/atomic-file.ts";

type Place = Pick<Settings, "dataStore" | "namespace">;

/** A named directory that outlives containers, where nerdctl has its own: `volumes/<namespace>/<name>`. */
export interface Volume {
  readonly name: string;
  /** The directory that containers see. */
  readonly mountpoint: string;
}

/** 64 hexadecimal digits, as Docker names volumes that nobody named. */
export function anonymousVolumeName(): string {
  return randomBytes(32).toString("hex");
}

/** The name itself, or INVALID_VALUE where no volume can have it. */
export function checkVolumeName(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) return name;
  throw new NerdError("INVALID_VALUE", `invalid characters for a volume name: ${name}`, {
    hint: "a name matches [a-zA-Z0-9][a-zA-Z0-9_.-]*; a directory of the host begins with / or ./",
  });
}

/** The volume of that name, made where it is not there yet. Labels are of one that is made. */
export async function ensureVolume(
  place: Place,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<Volume> {
  const directory = join(volumesDirectory(place), name);
  const mountpoint = join(directory, "_data");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await mkdir(mountpoint, { recursive: true, mode: 0o755 });
  const document = { labels: Object.keys(labels).length > 0 ? labels : null };
  await createFile(join(directory, "volume.json"), `${JSON.stringify(document, null, 4)}\n`);
  return { name, mountpoint };
}

/** Removes a volume with all that is in it; right also where it is not there. */
export async function removeVolume(place: Place, name: string): Promise<void> {
  await rm(join(volumesDirectory(place), name), { recursive: true, force: true });
}

/** Where a namespace's volumes lie; nerdctl locks it where it changes which there are. */
export function volumesDirectory({ dataStore, namespace }: Place): string {
  return join(dataStore, "volumes", namespace);
}
