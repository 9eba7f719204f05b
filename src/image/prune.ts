import { isNerdError } from "../errors.ts";
import { announceImage } from "./announcement.ts";
import { chainIds } from "./document/image-document.ts";
import type { ImageContext } from "./image.ts";
import { ImageUsers } from "./image-users.ts";
import { forgetUnpacked } from "./layer/unpacked.ts";
import { layerSizes } from "./list/disk-usage.ts";
import { type ImageRow, listImages } from "./list/list.ts";
import { familiarName } from "./reference.ts";
import type { RemovedImage } from "./remove.ts";

export interface ImagePruneOptions {
  /** Every image that no container was made from; those without a tag only, else. */
  readonly all: boolean;
  readonly isAsked: (row: ImageRow) => boolean;
}

export interface PrunedImages extends RemovedImage {
  /** Of unpacked layers that are gone. */
  readonly reclaimedBytes: number;
}

/** Removes the names that no container was made from, and collects what nothing refers to any more, once for all. */
export async function pruneImages(context: ImageContext, { all, isAsked }: ImagePruneOptions): Promise<PrunedImages> {
  const { engine, signal } = context;
  const rows = await listImages(context);
  // Asked after the list, which takes longer: a container that was made meanwhile is known.
  const users = await ImageUsers.of(context);
  const unused = byName(rows).filter((same) => same.every((row) => (all || row.tag === "<none>") && isAsked(row)));
  const names = unused.filter((same) => !isUsed(users, same)).map(([{ name }]) => name);
  if (names.length === 0) return { untagged: [], deleted: [], reclaimedBytes: 0 };

  const before = await layerSizes(context);
  for (const name of names) await deleteName(context, name, { sync: name === names.at(-1) });
  forgetUnpacked(engine);
  const left = new Set((await engine.images.list([], { signal })).map(({ target }) => target?.digest));
  const gone = new Set(rows.filter(({ name }) => names.includes(name)).map(({ digest }) => digest));
  const deleted = [...gone].filter((digest) => !left.has(digest));
  for (const snapshot of await engine.snapshots().list([], { signal })) before.delete(snapshot.name);
  const reclaimedBytes = [...before.values()].reduce((sum, bytes) => sum + bytes, 0);
  for (const digest of deleted) await announceImage(context, digest, "delete");
  await announceImage(context, "", "prune", { reclaimed: String(reclaimedBytes) });
  return { untagged: names.map(familiarName), deleted, reclaimedBytes };
}

/** One that somebody else has removed meanwhile is gone as well. */
async function deleteName({ engine, signal }: ImageContext, name: string, { sync }: { sync: boolean }): Promise<void> {
  try {
    await engine.images.delete(name, { sync, signal });
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
  }
}

type SameName = readonly [ImageRow, ...ImageRow[]];

/** A name's platforms go together. */
function byName(rows: readonly ImageRow[]): SameName[] {
  const names = new Map<string, [ImageRow, ...ImageRow[]]>();
  for (const row of rows) {
    const same = names.get(row.name);
    if (same === undefined) names.set(row.name, [row]);
    else same.push(row);
  }
  return [...names.values()];
}

/** By a container of its name, or by one of the same layers that has lost its own. */
function isUsed(users: ImageUsers, same: SameName): boolean {
  const [{ name }] = same;
  return same.some(({ diffIds }) => users.find([name], chainIds(diffIds).at(-1)).length > 0);
}
