import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { abandonedTemporaries, isTemporary } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { ifThere } from "./if-there.ts";
import type { StoredResult } from "./result-store.ts";

/** Beyond it, results go that were not used for the longest time. */
export const sizeLimitBytes = 5 * 1024 ** 3;

/** A blob may be there before the result that will name it: this long it is left alone. */
const youngMs = 3600 * 1000;

export interface ResultRow {
  readonly key: string;
  readonly task: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly usedMs: number;
}

/** All results, the last used first. */
export function listResults(directory: string): ResultRow[] {
  return names(join(directory, "results"))
    .filter((name) => !isTemporary(name))
    .flatMap((name) => {
      const read = readResult(join(directory, "results", name));
      if (read === undefined) return [];
      const sizes = read.result.files.map((file) => ("sizeBytes" in file ? file.sizeBytes : 0));
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
      const { task, files } = read.result;
      return [{ key: name.replace(/\.json$/, ""), task, sizeBytes, fileCount: files.length, usedMs: read.usedMs }];
    })
    .sort((a, b) => b.usedMs - a.usedMs);
}

/**
 * Removes the results that were used least lately until the rest is within the limit, then blobs that no result names, and what killed
 * runs have left. Safe beside other runs: one that meets a missing blob runs its task again.
 */
export async function pruneResults(
  directory: string,
  { limitBytes }: { readonly limitBytes: number },
): Promise<{ readonly removed: number; readonly freedBytes: number }> {
  await using _ = await lockFile(join(directory, "prune.lock"));
  let kept = 0;
  let removed = 0;
  for (const { key, sizeBytes } of listResults(directory)) {
    kept += sizeBytes;
    if (kept <= limitBytes && limitBytes > 0) continue;
    for (const kind of ["results", "parts"]) rmSync(join(directory, kind, `${key}.json`), { force: true });
    removed++;
  }
  const named = new Set(
    names(join(directory, "results")).flatMap((name) => {
      const files = readResult(join(directory, "results", name))?.result.files ?? [];
      return files.map(({ digest }) => digest);
    }),
  );
  let freedBytes = 0;
  for (const shard of names(join(directory, "blobs"))) {
    for (const name of names(join(directory, "blobs", shard))) {
      const path = join(directory, "blobs", shard, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      const isYoung = stat !== undefined && limitBytes > 0 && Date.now() - stat.mtimeMs < youngMs;
      if (stat === undefined || isYoung || named.has(name) || isTemporary(name)) continue;
      rmSync(path, { force: true });
      freedBytes += stat.size;
    }
    for (const path of await abandonedTemporaries(join(directory, "blobs", shard))) rmSync(path, { force: true });
  }
  for (const kind of ["results", "parts", "digests", "last"])
    for (const path of await abandonedTemporaries(join(directory, kind))) rmSync(path, { force: true });
  return { removed, freedBytes };
}

function readResult(path: string): { readonly result: StoredResult; readonly usedMs: number } | undefined {
  return ifThere(() => {
    const { mtimeMs } = lstatSync(path);
    return { result: JSON.parse(readFileSync(path, "utf8")) as StoredResult, usedMs: mtimeMs }; // Only written whole.
  });
}

function names(directory: string): string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}
