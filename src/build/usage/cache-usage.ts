import type { UsageRecord } from "../../buildkit/protocol.ts";
import type { BuilderChoice, BuilderContext } from "../open-builder.ts";
import { cacheFilter } from "./cache-filter.ts";
import { cacheBuilder, runningBuilder } from "./running-builder.ts";

/** What a build cache takes of the disk. */
export interface CacheUsage {
  /** The largest first. */
  readonly records: readonly UsageRecord[];
  /** What images or other records have as well, so that removing it frees nothing. */
  readonly sharedBytes: number;
  readonly privateBytes: number;
  readonly reclaimableBytes: number;
  readonly totalBytes: number;
}

/** `builder du`. Empty where there never was a builder. Throws INVALID_VALUE, BUILDER_UNAVAILABLE. */
export async function cacheUsage(
  context: BuilderContext,
  { filter = [], ...choice }: BuilderChoice & { readonly filter?: readonly string[] } = {},
): Promise<CacheUsage> {
  const asked = cacheFilter(filter);
  using opened = await cacheBuilder(context, choice);
  const records = (await opened?.builder.diskUsage(asked.filter, { signal: context.signal })) ?? [];
  const { unusedMs } = asked;
  return usageOf(unusedMs === undefined ? records : records.filter((record) => idleMs(record) >= unusedMs));
}

/** For what shows all that takes of the disk: of a builder that runs; undefined where none does. */
export async function runningCacheUsage(context: BuilderContext): Promise<CacheUsage | undefined> {
  using opened = await runningBuilder(context);
  return opened && usageOf(await opened.builder.diskUsage([], { signal: context.signal }));
}

function usageOf(records: readonly UsageRecord[]): CacheUsage {
  const sum = (some: readonly UsageRecord[]) => some.reduce((all, { size }) => all + size, 0);
  return {
    records: [...records].sort((a, b) => b.size - a.size),
    sharedBytes: sum(records.filter(({ shared }) => shared)),
    privateBytes: sum(records.filter(({ shared }) => !shared)),
    reclaimableBytes: sum(records.filter(({ inUse }) => !inUse)),
    totalBytes: sum(records),
  };
}

function idleMs({ lastUsedAt, createdAt }: UsageRecord): number {
  return Date.now() - Date.parse(lastUsedAt ?? createdAt ?? new Date().toISOString());
}
