import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { abandonedTemporaries, isTemporary } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { ifThere } from "./if-there.ts";
import { readLastRuns } from "./last-run.ts";
import { parseResult, type StoredResult } from "./stored-result.ts";

/** Beyond it, results go that were not used for the longest time. */
export const sizeLimitBytes = 5 * 1024 ** 3;

/** A blob may be there before the result that will name it: this long it is left alone, unless one named it that is gone. */
const youngMs = 3600 * 1000;

/** What is only known faster by them, and about recipes that may be gone. */
const longestMemoryMs = 90 * 24 * 3600 * 1000;

export interface ResultRow {
  readonly key: string;
  readonly task: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly usedMs: number;
}

export interface PruneLimits {
  /** 0: nothing stays. */
  readonly limitBytes: number;
  /** What was not used for so long goes whatever the size. */
  readonly longestMs?: number | undefined;
}

/** All results, the last used first. */
export function listResults(directory: string): ResultRow[] {
  const lookedAt = lastLooks(directory);
  return resultNames(directory)
    .flatMap((name) => {
      const path = join(directory, "results", name);
      const result = readResult(path);
      const written = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (result === undefined || written === undefined) return [];
      const key = name.replace(/\.json$/, "");
      const { task, files } = result;
      const sizeBytes = blobsOf(result).reduce((sum, blob) => sum + blob.sizeBytes, 0);
      return [{ key, task, sizeBytes, fileCount: files.length, usedMs: Math.max(written, lookedAt.get(key) ?? 0) }];
    })
    .sort((a, b) => b.usedMs - a.usedMs);
}

/**
 * Removes the results that were used least lately until the rest is within the limits, then blobs that no result names, and what killed
 * runs have left. Safe beside other runs: one that meets a missing blob runs its task again.
 */
export async function pruneResults(
  directory: string,
  { limitBytes, longestMs = Number.POSITIVE_INFINITY }: PruneLimits,
): Promise<{ readonly removed: number; readonly freedBytes: number }> {
  await using _ = await lockFile(join(directory, "prune.lock"));
  const nowMs = Date.now();
  let kept = 0;
  let removed = 0;
  let freedBytes = 0;
  const savedMs: SaveTimes = new Map();
  const remove = (key: string) => {
    noteSave(directory, key, savedMs);
    for (const kind of ["results", "parts"]) freedBytes += removeFile(join(directory, kind, `${key}.json`));
    removed++;
  };
  const rows = listResults(directory);
  for (const { key, sizeBytes, usedMs } of rows) {
    kept += sizeBytes;
    if (limitBytes > 0 && kept <= limitBytes && nowMs - usedMs <= longestMs) continue;
    kept -= sizeBytes;
    remove(key);
  }
  // Damaged: no row speaks of them.
  const readable = new Set(rows.map(({ key }) => `${key}.json`));
  for (const name of resultNames(directory))
    if (!readable.has(name) && isDamaged(directory, name)) remove(name.slice(0, -5));
  freedBytes += await removeUnnamed(directory, { isAll: limitBytes === 0, savedMs });
  for (const kind of ["results", "parts", "digests", "runs"])
    for (const path of await abandonedTemporaries(join(directory, kind))) freedBytes += removeFile(path);
  for (const kind of ["digests", "runs"]) {
    for (const name of names(join(directory, kind))) {
      const path = join(directory, kind, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      const isForgotten = limitBytes === 0 || (stat !== undefined && nowMs - stat.mtimeMs > longestMemoryMs);
      if (isForgotten) freedBytes += removeFile(path);
    }
  }
  return { removed, freedBytes };
}

/** By the digest of a blob: when the last of the results that are gone and named it was saved. */
type SaveTimes = Map<string, number>;

function noteSave(directory: string, key: string, savedMs: SaveTimes): void {
  const result = readResult(join(directory, "results", `${key}.json`));
  // Written behind the blobs, and touched by nobody.
  const atMs = lstatSync(join(directory, "parts", `${key}.json`), { throwIfNoEntry: false })?.mtimeMs;
  if (result === undefined || atMs === undefined) return;
  for (const { digest } of blobsOf(result)) savedMs.set(digest, Math.max(atMs, savedMs.get(digest) ?? 0));
}

async function removeUnnamed(
  directory: string,
  { isAll, savedMs }: { readonly isAll: boolean; readonly savedMs: SaveTimes },
): Promise<number> {
  const named = new Set(
    resultNames(directory).flatMap((name) => {
      const result = readResult(join(directory, "results", name));
      return result === undefined ? [] : blobsOf(result).map(({ digest }) => digest);
    }),
  );
  let freedBytes = 0;
  for (const shard of names(join(directory, "blobs"))) {
    for (const name of names(join(directory, "blobs", shard))) {
      const path = join(directory, "blobs", shard, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat === undefined || named.has(name) || isTemporary(name)) continue;
      // Used since by nobody whose result may still come.
      const isOfRemoved = stat.mtimeMs <= (savedMs.get(name) ?? 0);
      if (isAll || isOfRemoved || Date.now() - stat.mtimeMs >= youngMs) freedBytes += removeFile(path);
    }
    for (const path of await abandonedTemporaries(join(directory, "blobs", shard))) freedBytes += removeFile(path);
  }
  return freedBytes;
}

/** Gives what it had, in bytes. */
function removeFile(path: string): number {
  const { size = 0 } = lstatSync(path, { throwIfNoEntry: false }) ?? {};
  rmSync(path, { force: true });
  return size;
}

function blobsOf({ files, log }: StoredResult): { readonly digest: string; readonly sizeBytes: number }[] {
  return [...files.flatMap((file) => ("sizeBytes" in file ? [file] : [])), ...(log === undefined ? [] : [log])];
}

/** By key, when a run last saw that there was nothing to do, which touches no result. */
function lastLooks(directory: string): Map<string, number> {
  const looks = new Map<string, number>();
  for (const name of names(join(directory, "runs"))) {
    const path = join(directory, "runs", name);
    const at = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (isTemporary(name)) continue;
    for (const [, { key }] of readLastRuns(path)) looks.set(key, Math.max(looks.get(key) ?? 0, at));
  }
  return looks;
}

function readResult(path: string): StoredResult | undefined {
  const text = ifThere(() => readFileSync(path, "utf8"));
  return text === undefined ? undefined : parseResult(text);
}

function isDamaged(directory: string, name: string): boolean {
  const text = ifThere(() => readFileSync(join(directory, "results", name), "utf8"));
  return text !== undefined && parseResult(text) === undefined;
}

function resultNames(directory: string): string[] {
  return names(join(directory, "results")).filter((name) => !isTemporary(name));
}

function names(directory: string): string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}
