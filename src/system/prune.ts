import type { Filters } from "../container/filters.ts";
import { pruneVolumes } from "../container/mounts/volume-prune.ts";
import { pruneNetworks } from "../container/network/user-network.ts";
import { pruneContainers } from "../container/prune.ts";
import type { Context } from "../context.ts";
import type { RemovedImage } from "../image/remove.ts";
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
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly images: RemovedImage;
  readonly reclaimedBytes: number;
}

/** Removes what killed commands have left, and what nothing uses: containers first, since they hold the rest. */
export async function pruneSystem(context: Context, { filters, all, volumes }: PruneOptions): Promise<SystemPruned> {
  await removeLeftovers(context);
  const containers = await pruneContainers(context, filters);
  const networks = await pruneNetworks(context, filters);
  const images = await pruneUnusedImages(context, { filters, all });
  const unnamed = volumes ? await pruneVolumes(context, { filters: labelsOf(filters), all: false }) : noVolumes;
  return {
    containers: containers.removed,
    networks,
    volumes: unnamed.removed,
    images,
    reclaimedBytes: containers.reclaimedBytes + images.reclaimedBytes + unnamed.reclaimedBytes,
  };
}

const noVolumes = { removed: [], reclaimedBytes: 0 };

/** Docker's volumes have no age. */
function labelsOf(filters: Filters): Filters {
  return new Map([...filters].filter(([key]) => key !== "until"));
}
