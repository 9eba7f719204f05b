import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../settings/settings.ts";
import { createFile } from "../store/atomic-file.ts";

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

/** The volume of that name, made where it is not there yet. */
export async function ensureVolume(
  { dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">,
  name: string,
): Promise<Volume> {
  const directory = join(dataStore, "volumes", namespace, name);
  const mountpoint = join(directory, "_data");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await mkdir(mountpoint, { recursive: true, mode: 0o755 });
  await createFile(join(directory, "volume.json"), `${JSON.stringify({ labels: null }, null, 4)}\n`);
  return { name, mountpoint };
}

/** Removes a volume with all that is in it; right also where it is not there. */
export async function removeVolume(
  { dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">,
  name: string,
): Promise<void> {
  await rm(join(dataStore, "volumes", namespace, name), { recursive: true, force: true });
}
