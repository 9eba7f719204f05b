import { closeSync, existsSync, fdatasync, openSync, readdirSync, renameSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { errno, isTemporary, removeFile } from "../store/atomic-file.ts";
import { isRunning, processIdentity } from "../store/process-identity.ts";

/** Where a blob will stand in containerd's content directory, held by this process. */
export interface BlobPlace {
  /** Puts there what `make` gives, synced and whole; false where the disk or somebody else is against it. */
  fill(make: () => Promise<Uint8Array>): Promise<boolean>;
}

/** `busy`: another write of that digest is under way; `unreachable`: the directory is not there, not for this user, or has the blob. */
export type OpenedPlace = BlobPlace | "busy" | "unreachable";

/** A temporary file beside containerd's own directories holds the place: its name tells others what is under way. `root` is the store's. */
export function openBlobPlace(root: string, digest: string): OpenedPlace {
  const path = join(root, "blobs", ...digest.split(":"));
  // With one there, containerd says whose it is.
  if (existsSync(path) || !existsSync(dirname(path))) return "unreachable";
  const temporary = join(root, `.${processIdentity()}.${basename(path)}.tmp`);
  try {
    if (isUnderWay(root, basename(path))) return "busy";
    const file = openSync(temporary, "wx", 0o444);
    return { fill: async (make) => await fill(file, { temporary, path, make }) };
  } catch (error) {
    if (errno(error) === undefined) throw error;
    return errno(error) === "EEXIST" ? "busy" : "unreachable";
  }
}

/** Removes what killed processes left, whatever it is. */
function isUnderWay(root: string, hex: string): boolean {
  let isFound = false;
  for (const name of readdirSync(root).filter(isTemporary)) {
    const [, owner = "", of] = name.split(".");
    if (owner !== processIdentity() && !isRunning(owner)) removeFile(join(root, name));
    else if (of === hex) isFound = true;
  }
  return isFound;
}

async function fill(
  file: number,
  { temporary, path, make }: { temporary: string; path: string; make: () => Promise<Uint8Array> },
): Promise<boolean> {
  let isPlaced = false;
  try {
    const bytes = await make();
    isPlaced = await placed(file, bytes, { temporary, path });
  } finally {
    closeSync(file);
    if (!isPlaced) removeFile(temporary);
  }
  return isPlaced;
}

const synced = promisify(fdatasync);

/** Only what waits for the disk goes by libuv's thread pool: into the page cache, its way there and back costs more than the call. */
async function placed(
  file: number,
  bytes: Uint8Array,
  { temporary, path }: { temporary: string; path: string },
): Promise<boolean> {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    await synced(file);
    renameSync(temporary, path);
    return true;
  } catch (error) {
    if (errno(error) === undefined) throw error;
    return false;
  }
}
