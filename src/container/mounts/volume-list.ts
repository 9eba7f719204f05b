import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { volumeSize } from "../../volume/size.ts";
import { findVolume, type Volume, type VolumePlace, volumeDirectory, volumeNames } from "../../volume/volume.ts";
import { createdAt } from "../../volume/volume-record.ts";
import type { VolumeFilter } from "./volume-filter.ts";
import { volumeUsers } from "./volume-users.ts";

export interface ListedVolume extends Volume {
  /** RFC 3339, to the second. */
  readonly createdAt: string;
  /** The names of the containers that have it, running or not. */
  readonly users: readonly string[];
  /** Where it was asked for. */
  readonly sizeBytes: number | undefined;
}

interface ListOptions {
  /** All of them where it is absent. */
  readonly filter?: VolumeFilter;
  readonly size: boolean;
}

/** All volumes of the namespace that fit, by name. One whose record is broken is there without labels, and a warning says so. */
export async function listVolumes(
  context: Pick<Context, "engine" | "settings" | "emit">,
  { filter, size }: ListOptions,
): Promise<ListedVolume[]> {
  const place = { ...context.settings, namespace: context.engine.namespace };
  const users = await volumeUsers(context);
  const listed: ListedVolume[] = [];
  for (const name of volumeNames(place)) {
    const volume = knownVolume(context, place, name);
    if (volume === undefined) continue;
    const sizeBytes = size || filter?.asksForSize ? await volumeSize(volume.directory) : undefined;
    const isUsed = users.has(name);
    if (filter?.fits({ ...volume, isUsed, sizeBytes }) ?? true)
      listed.push({ ...volume, createdAt: createdAt(volume.directory), users: users.get(name) ?? [], sizeBytes });
  }
  return listed;
}

/** Undefined for one that somebody has removed since. */
function knownVolume({ emit }: Pick<Context, "emit">, place: VolumePlace, name: string): Volume | undefined {
  try {
    return findVolume(place, name);
  } catch (error) {
    if (isNerdError(error, "UNKNOWN_VOLUME")) return undefined;
    if (!isNerdError(error, "VOLUME_INVALID")) throw error;
    emit({ type: "warning", code: error.code, message: error.message });
    const directory = volumeDirectory(place, name);
    return { name, directory, mountpoint: `${directory}/_data`, labels: undefined, options: undefined };
  }
}

/** What `docker volume inspect` tells of a volume; with a size only where it was asked for. */
export interface VolumeDocument {
  readonly CreatedAt: string;
  readonly Driver: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  /** The directory of its files on this host. */
  readonly Mountpoint: string;
  readonly Name: string;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Scope: string;
  /** Bytes. */
  readonly Size?: number;
}

/** A volume in the shape of `docker volume inspect`; with a size, as nerdctl has it. */
export async function inspectVolume(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  name: string,
  { size = false }: { readonly size?: boolean } = {},
): Promise<VolumeDocument> {
  const volume = findVolume({ ...settings, namespace: engine.namespace }, name);
  return {
    CreatedAt: createdAt(volume.directory),
    Driver: "local",
    Labels: volume.labels ?? null,
    Mountpoint: volume.mountpoint,
    Name: name,
    Options: volume.options ?? null,
    Scope: "local",
    ...(size && { Size: await volumeSize(volume.directory) }),
  };
}
