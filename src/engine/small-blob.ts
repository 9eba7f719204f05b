import { existsSync, readdirSync } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errno, isTemporary, removeFile } from "../store/atomic-file.ts";
import { isRunning, processIdentity } from "../store/process-identity.ts";
import type { Ingest } from "./content.ts";
import { contentDirectory } from "./content-directory.ts";
import type { Engine } from "./engine.ts";
import type { BlobSource } from "./large-blob.ts";
import type { Waits } from "./service.ts";

/** Up to here a blob is held in memory whole: what an interrupted write would have kept of it is fetched again in no time. */
export const smallBlobBytes = 512 * 1024;

/** `busy`: another write of that digest is under way, by this process or another one. */
export type SmallBlobOutcome = "stored" | "present" | "busy";

/** Directories whose engine did not see what was put there: they are another host's, or it does not share content between namespaces. */
const unseen = new Set<string>();

/**
 * Stores a blob of a known digest and size as `Content.write` does, but puts it into containerd's directory first, where that is within reach, synced and
 * under its digest: then containerd takes it as what another namespace has brought (its metadata store, "shared"), and neither copies nor syncs
 * anything while all others wait for its database. The source must throw where the bytes are not the digest's. Until containerd has a record of it,
 * garbage collection may take the file away, and the bytes are sent.
 */
export async function writeSmallBlob(
  engine: Engine,
  ingest: Ingest & { readonly total: number },
  source: BlobSource,
  waits: Waits = {},
): Promise<SmallBlobOutcome> {
  const root = await contentDirectory(engine, waits);
  const file = root === undefined || unseen.has(root) ? "unreachable" : await openPlace(root, ingest.expected);
  if (file === "busy") return file;
  if (file === "unreachable") return await engine.content.write(ingest, source, waits);
  const bytes = Buffer.allocUnsafeSlow(ingest.total);
  const isPlaced = await file.fill(async () => {
    let at = 0;
    for await (const chunk of source(0)) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  });
  const rest = (heldBytes: number) => {
    if (isPlaced && heldBytes < ingest.total) unseen.add(root!);
    return [bytes.subarray(heldBytes)];
  };
  return await engine.content.write(ingest, rest, waits);
}

interface Place {
  /** Whether the bytes have come to stand under their digest. */
  fill(make: () => Promise<Uint8Array>): Promise<boolean>;
}

/** A temporary file beside containerd's own directories, whose name tells others what is under way. */
async function openPlace(root: string, digest: string): Promise<Place | "busy" | "unreachable"> {
  const path = join(root, "blobs", ...digest.split(":"));
  // With one there, containerd says whose it is.
  if (existsSync(path) || !existsSync(dirname(path))) return "unreachable";
  const temporary = join(root, `.${processIdentity()}.${basename(path)}.tmp`);
  let file: FileHandle;
  try {
    if (isUnderWay(root, basename(path))) return "busy";
    file = await open(temporary, "wx", 0o444);
  } catch (error) {
    if (errno(error) === undefined) throw error;
    return errno(error) === "EEXIST" ? "busy" : "unreachable";
  }
  return { fill: async (make) => await fill(file, { temporary, path, make }) };
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
  file: FileHandle,
  { temporary, path, make }: { temporary: string; path: string; make: () => Promise<Uint8Array> },
): Promise<boolean> {
  let isPlaced = false;
  try {
    const bytes = await make();
    isPlaced = await placed(file, bytes, { temporary, path });
  } finally {
    await file.close();
    if (!isPlaced) removeFile(temporary);
  }
  return isPlaced;
}

/** False where the disk or somebody else is against it: sent through containerd, the same bytes then fail with its own reason. */
async function placed(
  file: FileHandle,
  bytes: Uint8Array,
  { temporary, path }: { temporary: string; path: string },
): Promise<boolean> {
  try {
    await file.writeFile(bytes);
    await file.datasync();
    await rename(temporary, path);
    return true;
  } catch (error) {
    if (errno(error) === undefined) throw error;
    return false;
  }
}
