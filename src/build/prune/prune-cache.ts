import type { UsageRecord } from "../../buildkit/protocol.ts";
import type { BuilderChoice, BuilderContext } from "../open-builder.ts";
import { cacheFilter } from "../usage/cache-filter.ts";
import { cacheBuilder, runningBuilder } from "../usage/running-builder.ts";

export interface CachePrune {
  /** Also what builders keep for themselves: frontends, and what images still have. */
  readonly all?: boolean | undefined;
  readonly filter?: readonly string[] | undefined;
  /** Of what was used last, so much stays. */
  readonly keepBytes?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly minFreeBytes?: number | undefined;
}

export interface PrunedCache {
  readonly removed: readonly UsageRecord[];
  readonly reclaimedBytes: number;
}

/** `builder prune`. Nothing where there never was a builder. Throws INVALID_VALUE, BUILDER_UNAVAILABLE. */
export async function pruneCache(context: BuilderContext, options: CachePrune & BuilderChoice): Promise<PrunedCache> {
  const request = pruneRequest(options);
  using opened = await cacheBuilder(context, options);
  return await prune(context, opened, request);
}

/** For `system prune`: the cache of a builder that runs. */
export async function pruneRunningCache(context: BuilderContext, options: CachePrune): Promise<PrunedCache> {
  const request = pruneRequest(options);
  using opened = await runningBuilder(context);
  return await prune(context, opened, request);
}

const nanosecondsPerMs = 1_000_000;

function pruneRequest({ all = false, filter = [], keepBytes, maxBytes, minFreeBytes }: CachePrune) {
  const asked = cacheFilter(filter);
  return {
    all,
    filter: asked.filter,
    keepDuration: (asked.unusedMs ?? 0) * nanosecondsPerMs,
    reservedSpace: keepBytes ?? 0,
    maxUsedSpace: maxBytes ?? 0,
    minFreeSpace: minFreeBytes ?? 0,
  };
}

async function prune(
  { signal }: BuilderContext,
  opened: Awaited<ReturnType<typeof runningBuilder>>,
  request: ReturnType<typeof pruneRequest>,
): Promise<PrunedCache> {
  const removed: UsageRecord[] = [];
  for await (const record of opened?.builder.prune(request, { signal }) ?? []) removed.push(record);
  const reclaimedBytes = removed.reduce((sum, { size, shared }) => sum + (shared ? 0 : size), 0);
  return { removed, reclaimedBytes };
}
