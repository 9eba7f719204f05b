import { existsSync, rmSync } from "node:fs";
import { askDeputy, isDeputyStarted } from "./deputy/ask.ts";

/**
 * Removes files, and directories with all that is in them; right also where there are none. To remove one that was made just now may wait
 * for the disk, while a file system writes its journal: where a deputy was started, it waits, and this process goes on.
 */
export async function removeTrees(paths: readonly string[]): Promise<void> {
  const found = paths.filter((path) => existsSync(path));
  if (found.length === 0 || (await removedByDeputy(found))) return;
  for (const path of found) rmSync(path, { recursive: true, force: true });
}

/** False where it did not come to the end of it. */
async function removedByDeputy(paths: readonly string[]): Promise<boolean> {
  if (!isDeputyStarted()) return false;
  const texts = [paths.map((path) => `${path}\0`).join("")];
  const answer = await askDeputy({ operation: "removeTrees", texts }).catch(() => undefined); // It was killed.
  return answer?.result === 0;
}
