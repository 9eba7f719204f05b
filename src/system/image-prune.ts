import { type Filters, fitsLabels, invalidFilter } from "../container/filters.ts";
import type { Context } from "../context.ts";
import type { ImageRow } from "../image/list/list.ts";
import { type PrunedImages, pruneImages } from "../image/prune.ts";
import { momentMs } from "../moment.ts";

/** Removes images that no container was made from, and that fit the filters: those without a tag, or with `all` every one. */
export async function pruneUnusedImages(
  context: Pick<Context, "engine" | "signal">,
  { filters, all }: { readonly filters: Filters; readonly all: boolean },
): Promise<PrunedImages> {
  const [until, another] = filters.get("until") ?? [];
  if (another !== undefined) throw invalidFilter(`until=${another}`, "write one until");
  const limitMs = until === undefined ? Number.POSITIVE_INFINITY : momentMs(until);
  const isAsked = ({ createdAt = "", imageLabels }: ImageRow) =>
    (Date.parse(createdAt) || 0) < limitMs && fitsLabels(imageLabels, filters);
  return await pruneImages(context, { all, isAsked });
}
