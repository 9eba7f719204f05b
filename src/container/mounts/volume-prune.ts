import { join } from "node:path";
import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { lockExisting } from "../../store/file-lock.ts";
import { announceVolume } from "../../volume/announcement.ts";
import { removeVolume } from "../../volume/remove.ts";
import { volumeSize } from "../../volume/size.ts";
import { findVolume, isAnonymous, type Volume, volumeNames, volumesDirectory } from "../../volume/volume.ts";
import { type Filters, fitsLabels } from "../filters.ts";
import { volumeUsers } from "./volume-users.ts";

/** The keys that `volume prune --filter` takes. */
export const volumePruneKeys = ["label", "label!", "all"] as const;

export interface PrunedVolumes {
  /** Names of what is gone. */
  readonly removed: readonly string[];
  readonly reclaimedBytes: number;
}

/** Removes the volumes that no container has, running or not: those that nobody named, or all. One whose record is broken is left to somebody who looks. */
export async function pruneVolumes(
  context: Pick<Context, "engine" | "settings" | "signal">,
  { filters, all }: { readonly filters: Filters; readonly all: boolean },
): Promise<PrunedVolumes> {
  const { engine, settings, signal } = context;
  const place = { ...settings, namespace: engine.namespace };
  const isAll = all || (filters.get("all") ?? []).some((text) => /^(1|t|true)$/i.test(text));
  await using _lock = await lockExisting(volumesDirectory(place), { signal });
  const users = await volumeUsers(context);
  const unused = volumeNames(place).filter((name) => !users.has(name));
  const wanted = unused
    .flatMap((name) => readable(place, name) ?? [])
    .filter((volume) => (isAll || isAnonymous(volume)) && fitsLabels(volume.labels ?? {}, filters));
  let reclaimedBytes = 0;
  for (const { name } of wanted) {
    signal.throwIfAborted();
    reclaimedBytes += await volumeSize(join(volumesDirectory(place), name));
    await removeVolume(place, name);
    await announceVolume(context, name, "destroy", { driver: "local" });
  }
  await announceVolume(context, "", "prune", { reclaimed: String(reclaimedBytes) });
  return { removed: wanted.map(({ name }) => name), reclaimedBytes };
}

function readable(place: Parameters<typeof findVolume>[0], name: string): Volume | undefined {
  try {
    return findVolume(place, name);
  } catch (error) {
    if (isNerdError(error, "VOLUME_INVALID") || isNerdError(error, "UNKNOWN_VOLUME")) return undefined;
    throw error;
  }
}
