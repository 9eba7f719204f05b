import type { Context } from "../context.ts";
import { isNerdError } from "../errors.ts";
import { type Filters, fitsLabels } from "./filters.ts";
import { type ContainerSummary, listContainers } from "./record/list.ts";
import { containerSizes } from "./record/sizes.ts";
import { removeContainer } from "./remove.ts";
import { untilFilter } from "./until-filter.ts";

/** The keys that `container prune --filter` takes. */
export const pruneFilterKeys = ["until", "label", "label!"] as const;

export interface Pruned {
  /** Ids of what is gone. */
  readonly removed: readonly string[];
  readonly reclaimedBytes: number;
}

/** Removes every container that does not run, and fits the filters. One that somebody starts or removes meanwhile is left to them. */
export async function pruneContainers(context: Context, filters: Filters): Promise<Pruned> {
  const isAsked = pruneFilter(filters);
  const stopped = (await listContainers(context, { all: true })).filter(isStopped).filter(isAsked);
  const sizes = await containerSizes(context, stopped);
  const outcomes = await Promise.all(stopped.map((summary) => removeStopped(context, summary)));
  const removed = stopped.filter((_, index) => outcomes[index]).map(({ id }) => id);
  const reclaimedBytes = removed.reduce((sum, id) => sum + (sizes.get(id)?.own ?? 0), 0);
  return { removed, reclaimedBytes };
}

export function isStopped({ status }: Pick<ContainerSummary, "status">): boolean {
  return status === "created" || status === "exited";
}

function pruneFilter(filters: Filters): (summary: Pick<ContainerSummary, "createdMs" | "labels">) => boolean {
  const isOldEnough = untilFilter(filters);
  return ({ createdMs, labels }) => isOldEnough(createdMs) && fitsLabels(labels, filters);
}

async function removeStopped(context: Context, { container }: ContainerSummary): Promise<boolean> {
  try {
    await removeContainer(context, container, { force: false, volumes: false });
    return true;
  } catch (error) {
    if (isNerdError(error, "CONTAINER_RUNNING")) return false;
    throw error;
  }
}
