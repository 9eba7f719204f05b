import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { contentDirectory } from "../../engine/content-directory.ts";
import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";

/** Throws DISK_FULL where the engine's disk cannot hold so much: before it is full, and other programs fail. */
export async function requireSpace(engine: Engine, bytes: number, what: string, signal: AbortSignal): Promise<void> {
  const free = await freeBytes(engine, signal);
  if (free === undefined || bytes <= free) return;
  throw new NerdError("DISK_FULL", `${what} has ${bytes} bytes, the engine's disk has room for ${free}`, {
    hint: "where that is not its true size, the file is damaged or hostile",
  });
}

/** Undefined where its files are another host's. */
async function freeBytes(engine: Engine, signal: AbortSignal): Promise<number | undefined> {
  const directory = await contentDirectory(engine, { signal });
  if (directory === undefined) return undefined;
  // It is made with the first blob, in containerd's own.
  return (await freeAt(directory)) ?? (await freeAt(dirname(directory)));
}

async function freeAt(directory: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "EACCES") return undefined;
    throw error;
  }
}
