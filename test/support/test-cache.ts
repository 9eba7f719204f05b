import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { lockFile } from "./file-lock.ts";

const unusedMs = 7 * 24 * 3600 * 1000;

/** What tests make once and keep lies here, outside the tree: `$NERDSH_TEST_CACHE`, else under the user's cache. */
export function testCache(environment: NodeJS.ProcessEnv = process.env): string {
  const cacheHome = environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache");
  return environment["NERDSH_TEST_CACHE"] || join(cacheHome, "nerdsh-test");
}

export interface CacheEntry {
  /** `images`, `package-layers`, … */
  readonly kind: string;
  /** Digest of everything that the entry is made from. */
  readonly key: string;
  make(directory: string): Promise<void>;
}

/**
 * The directory of an entry, made where it is not there yet. Processes that ask at the same time wait for the
 * one that makes it; a maker that fails or dies leaves no entry. Entries unused for a week are removed.
 */
export async function cached(entry: CacheEntry, cache = testCache()): Promise<string> {
  const kindDirectory = join(cache, entry.kind);
  const directory = join(kindDirectory, entry.key);
  if (await isUsed(directory)) return directory;
  await mkdir(kindDirectory, { recursive: true });
  await mkdir(join(cache, "locks"), { recursive: true });
  await using _lock = await lockFile(join(cache, "locks", `${entry.kind}-${entry.key}`));
  if (await isUsed(directory)) return directory;
  await removeUnused(kindDirectory);
  const draft = `${directory}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  try {
    await entry.make(draft);
    await rename(draft, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return directory;
}

async function isUsed(directory: string): Promise<boolean> {
  const now = new Date();
  return await utimes(directory, now, now).then(
    () => true,
    () => false,
  );
}

async function removeUnused(kindDirectory: string): Promise<void> {
  for (const name of await readdir(kindDirectory)) {
    const path = join(kindDirectory, name);
    const entry = await stat(path).catch(() => undefined); // Another process may have removed it.
    if (entry && Date.now() - entry.mtimeMs > unusedMs) await rm(path, { recursive: true, force: true });
  }
}
