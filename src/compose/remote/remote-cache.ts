import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Context } from "../../context.ts";
import { errno } from "../../store/atomic-file.ts";

/** Where what came from elsewhere is kept, by what it is: a digest or a commit never means something else later. */
export function remoteDirectory({ settings }: Pick<Context, "settings">, ...parts: readonly string[]): string {
  return join(settings.dataStore, "compose-remote", ...parts);
}

/** The directory of that name, which `fill` fills where it is not there: as a whole, or not at all. */
export async function filledDirectory(path: string, fill: (draft: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${path}.`);
  try {
    await fill(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster.
    if (errno(error) !== "ENOTEMPTY" && errno(error) !== "EEXIST") throw error;
  }
  return path;
}
