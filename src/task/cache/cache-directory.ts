import { join } from "node:path";

/** Where results of tasks are, for all recipes of a user. */
export function taskCacheDirectory(cacheDir: string): string {
  return join(cacheDir, "tasks");
}
