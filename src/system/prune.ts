import { type Filters, fitsLabels } from "../container/filters.ts";
import { toLogTime } from "../container/logs/log-time.ts";
import { volumesOf } from "../container/mounts/mount-record.ts";
import { pruneContainers } from "../container/prune.ts";
import type { Context } from "../context.ts";
import { isNerdError } from "../errors.ts";
import { type ImageRow, listImages } from "../image/list/list.ts";
import { removeImage } from "../image/remove.ts";
import { volumeSizes } from "../volume/size.ts";
import { removeVolume } from "../volume/volume.ts";
import { imageBytes } from "./disk-usage.ts";
import { removeLeftovers } from "./doctor.ts";

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
  /** Names in their short form. */
  readonly images: readonly string[];
  readonly reclaimedBytes: number;
}

/** Removes what killed commands have left, and what nothing uses: containers first, since they hold the rest. */
export async function pruneSystem(context: Context, { filters, all, volumes }: PruneOptions): Promise<SystemPruned> {
  await removeLeftovers(context);
  const containers = await pruneContainers(context, filters);
  const before = await imageBytes(context);
  const images = await pruneImages(context, { filters, all });
  const imageGain = images.length === 0 ? 0 : before - (await imageBytes(context));
  const unnamed = volumes ? await pruneVolumes(context) : new Map<string, number>();
  const volumeGain = [...unnamed.values()].reduce((sum, bytes) => sum + bytes, 0);
  return {
    containers: containers.removed,
    volumes: [...unnamed.keys()],
    images,
    reclaimedBytes: containers.reclaimedBytes + Math.max(0, imageGain) + volumeGain,
  };
}

async function pruneImages(
  context: Context,
  { filters, all }: Pick<PruneOptions, "filters" | "all">,
): Promise<string[]> {
  const { engine, signal } = context;
  const used = new Set((await engine.containers.list([], { signal })).map(({ image }) => image));
  const [until] = filters.get("until") ?? [];
  const limitMs = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(toLogTime(until));
  const isAsked = ({ name, tag, createdAt = "", imageLabels }: ImageRow) =>
    !used.has(name) &&
    (all || tag === "<none>") &&
    (Date.parse(createdAt) || 0) < limitMs &&
    fitsLabels(imageLabels, filters);
  const names = [...new Set((await listImages(context)).filter(isAsked).map(({ name }) => name))];
  const untagged: string[] = [];
  // One after the other: each call waits for the engine to collect what was freed.
  for (const name of names) {
    try {
      untagged.push(...(await removeImage(context, name)).untagged);
    } catch (error) {
      if (!isNerdError(error, "IMAGE_IN_USE")) throw error; // By a container made meanwhile.
    }
  }
  return untagged;
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
