import { lstatSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context } from "../../context.ts";
import type { Mount } from "../../engine/protocol.ts";
import { isNerdError } from "../../errors.ts";
import type { Image } from "../../image/image.ts";
import { lockFile } from "../../store/file-lock.ts";
import { HeldDirectory } from "../../store/held-directory.ts";
import { readFiles } from "../copy/files/file-reader.ts";
import { FileRoot } from "../copy/files/file-root.ts";
import { writeFiles } from "../copy/files/file-writer.ts";
import { privateMount } from "../copy/private-mount.ts";
import { withView } from "../copy/snapshot-view.ts";
import { layerDirectories } from "./layer-directories.ts";
import type { MountRecord } from "./mount-record.ts";

interface Filling {
  readonly image: Image;
  readonly volumes: readonly Pick<MountRecord, "Source" | "Destination">[];
}

/**
 * Gives each volume that is empty what the image has where it is mounted, with owners, permissions, times and attributes: what a program finds there does not
 * depend on whether anything is mounted. Where nothing of that is in the image's layers, this is one look, and nothing is mounted.
 */
export async function fillVolumes(context: Context, { image, volumes }: Filling): Promise<void> {
  const empty = volumes.filter(({ Source }) => readdirSync(Source).length === 0);
  if (empty.length === 0 || image.chainId === "") return;
  await withView(context, { parent: image.chainId }, async (mounts) => {
    const [mount] = mounts;
    const wanted = empty.filter(({ Destination }) => mayHave(mounts, Destination));
    if (mount === undefined || wanted.length === 0) return;
    using files = new FileRoot(await privateMount(mount, context.settings, { readonly: true }), { links: "inside" });
    for (const { Source, Destination } of wanted) await fill(files, Destination, Source, context.signal);
  });
}

/** Whether a layer has the path, or a link on the way to it, which may lead there. */
function mayHave(mounts: readonly Mount[], path: string): boolean {
  const parts = path.split("/").filter(Boolean);
  return mounts.flatMap(layerDirectories).some((layer) => {
    let at = layer;
    for (const part of parts) {
      at = join(at, part);
      const stats = lstatSync(at, { throwIfNoEntry: false });
      if (stats?.isSymbolicLink()) return true;
      if (!stats?.isDirectory()) return false;
    }
    return true;
  });
}

async function fill(files: FileRoot, path: string, directory: string, signal: AbortSignal): Promise<void> {
  using found = findDirectory(files, path);
  if (found?.stats === undefined) return;
  // Of several containers that come at once, the first one fills it.
  await using _lock = await lockFile(dirname(directory), { signal });
  if (readdirSync(directory).length > 0) return;
  const target = HeldDirectory.open(directory);
  using volume = new FileRoot(target, { links: "refused" });
  try {
    await writeFiles(volume, "/", readFiles(files, found, { attributes: true }));
    const { uid, gid, mode, mtimeMs } = found.stats;
    target.setOwner(uid, gid, mode & 0o7777);
    utimesSync(target.ownPath(), mtimeMs / 1000, mtimeMs / 1000);
  } catch (error) {
    // Half of it would look like a whole to the next one.
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
    throw error;
  }
}

function findDirectory(files: FileRoot, path: string) {
  try {
    const found = files.find(path, { followLast: true });
    if (found.stats?.isDirectory()) return found;
    found[Symbol.dispose]();
    return undefined;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND") || isNerdError(error, "INVALID_VALUE")) return undefined;
    throw error;
  }
}
