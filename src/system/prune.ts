import type { Filters } from "../container/filters.ts";
import { volumesOf } from "../container/mounts/mount-record.ts";
import { pruneContainers } from "../container/prune.ts";
import type { Context } from "../context.ts";
import type { RemovedImage } from "../image/remove.ts";
import { volumeSizes } from "../volume/size.ts";
import { removeVolume } from "../volume/volume.ts";
import { removeLeftovers } from "./doctor.ts";
import { pruneUnusedImages } from "./image-prune.ts";

export interface PruneOptions {
  readonly filters: Filters;
  /** Every image that no container was made from; those without a tag only, else. */
  readonly all: boolean;
  /** Volumes that nobody named and no container uses. */
  readonly volumes: boolean;
}

export interface SystemPruned {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly images: RemovedImage;
  readonly reclaimedBytes: number;
}

/** Removes what killed commands have left, and what nothing uses: containers first, since they hold the rest. */
export async function pruneSystem(context: Context, { filters, all, volumes }: PruneOptions): Promise<SystemPruned> {
  await removeLeftovers(context);
  const containers = await pruneContainers(context, filters);
  const images = await pruneUnusedImages(context, { filters, all });
  const unnamed = volumes ? await pruneVolumes(context) : new Map<string, number>();
  const volumeGain = [...unnamed.values()].reduce((sum, bytes) => sum + bytes, 0);
  return {
    containers: containers.removed,
    volumes: [...unnamed.keys()],
    images,
    reclaimedBytes: containers.reclaimedBytes + images.reclaimedBytes + volumeGain,
  };
}

/** 64 hexadecimal digits: nobody chooses such a name. */
const unnamedVolume = /^[0-9a-f]{64}$/;

async function pruneVolumes({ engine, settings, signal }: Context): Promise<Map<string, number>> {
  const place = { ...settings, namespace: engine.namespace };
  const sizes = await volumeSizes(place);
  const used = new Set((await engine.containers.list([], { signal })).flatMap(({ labels }) => volumesOf(labels)));
  const unused = [...sizes].filter(([name]) => unnamedVolume.test(name) && !used.has(name));
  await Promise.all(unused.map(([name]) => removeVolume(place, name)));
  return new Map(unused);
}
