import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { localImage } from "../../image/image.ts";
import { resolveImage } from "../../image/lookup.ts";
import { type Filters, invalidFilter } from "../filters.ts";
import { asksForStopped, containerFilter, type FilterFacts } from "./filter.ts";
import { type ContainerSummary, listContainers } from "./list.ts";
import { findContainer } from "./lookup.ts";

type FilterContext = Pick<Context, "engine" | "settings" | "signal">;

/** The containers that filters ask for, newest first. Throws UNKNOWN_CONTAINER where they compare with one that is not there. */
export async function filteredContainers(
  context: FilterContext,
  { all, filters }: { readonly all: boolean; readonly filters: Filters },
): Promise<ContainerSummary[]> {
  const summaries = await listContainers(context, { all: all || asksForStopped(filters) });
  if (filters.size === 0) return summaries;
  return summaries.filter(containerFilter(filters, await filterFacts(context, filters, summaries)));
}

async function filterFacts(
  context: FilterContext,
  filters: Filters,
  summaries: readonly ContainerSummary[],
): Promise<FilterFacts> {
  const limits = [...(filters.get("before") ?? []), ...(filters.get("since") ?? [])];
  const made = await Promise.all(
    limits.map(async (name) => [name, Date.parse((await findContainer(context, name)).createdAt)] as const),
  );
  const ancestors = filters.get("ancestor") ?? [];
  const images = ancestors.length === 0 ? [] : [...new Set(summaries.map(({ container }) => container.image))];
  const [asked, used] = await Promise.all([
    Promise.all(ancestors.map((name) => layersOf(name, async () => await resolveImage(context, name)))),
    Promise.all(images.map((name) => layersOf(name, async () => await localImage(context, name)))),
  ]);
  const [madeMs, askedLayers, usedLayers] = [new Map(made), new Map(asked), new Map(used)];
  return {
    createdMs: (name) => madeMs.get(name) ?? 0,
    descendsFrom: (image, ancestor) => beginsWith(usedLayers.get(image), askedLayers.get(ancestor)),
  };
}

/** The diffIDs of an image, lowest first; none of one that is not here, which nothing is made from then. */
async function layersOf(
  name: string,
  find: () => Promise<{ readonly diffIds: readonly string[] } | undefined>,
): Promise<readonly [name: string, layers: readonly string[]]> {
  try {
    return [name, (await find())?.diffIds ?? []];
  } catch (error) {
    if (isNerdError(error, "UNKNOWN_IMAGE")) return [name, []];
    if (isNerdError(error, "AMBIGUOUS_NAME"))
      throw invalidFilter(`ancestor=${name}`, "write more digits of the image's id");
    throw error;
  }
}

function beginsWith(layers: readonly string[] = [], ancestor: readonly string[] = []): boolean {
  return ancestor.length > 0 && ancestor.every((layer, index) => layers[index] === layer);
}
