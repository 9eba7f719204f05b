import { createHash } from "node:crypto";
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { diskFull, errno } from "../store/atomic-file.ts";
import { BehindWrites } from "./behind-writes.ts";
import type { Ingest } from "./content.ts";
import { contentDirectory } from "./content-directory.ts";
import type { Engine } from "./engine.ts";
import type { Waits } from "./service.ts";

/** From here on the two calls more that it takes are nothing beside what sending the bytes would cost. */
export const largeBlobBytes = 8 * 1024 * 1024;

/** The bytes from `heldBytes` on, which an interrupted write left. A chunk stays as it is while the next one is made. */
export type BlobSource = (heldBytes: number) => AsyncIterable<Uint8Array>;

export interface WrittenBlob {
  readonly outcome: "stored" | "present";
  readonly digest: string;
}

/**
 * Stores a blob as `Content.write` does, but by writing into the file that containerd keeps of an unfinished write, where it is within
 * reach: the bytes do not pass its socket, and it alone hashes them, once they are all there. Until then containerd keeps others off the
 * ref. Throws DIGEST_MISMATCH; what has come by then is the caller's to abort.
 */
export async function writeLargeBlob(
  engine: Engine,
  ingest: Ingest,
  source: BlobSource,
  waits: Waits = {},
): Promise<WrittenBlob> {
  const { expected, ref, total } = ingest;
  let isWithinReach = true;
  const fill = async (heldBytes: number, lost: AbortSignal) => {
    if (total !== undefined && heldBytes === total) return; // Whole already, or shared by another namespace.
    const path = await ingestFile(engine, ref, waits);
    if (path === undefined) isWithinReach = false;
    else await append(path, source(heldBytes), { heldBytes, signal: lost });
  };
  const held = await engine.content.hold(ingest, fill, waits);
  if (held === "present") return { outcome: "present", digest: expected };
  if (!isWithinReach) return await send(engine, ingest, source, waits);
  return { outcome: "stored", digest: await engine.content.commit(ingest, waits) };
}

/** The file of the one unfinished write whose ref ends in ours: containerd puts the namespace and a number before it. */
async function ingestFile(engine: Engine, ref: string, waits: Waits): Promise<string | undefined> {
  const root = await contentDirectory(engine, waits);
  if (root === undefined) return undefined;
  const directory = join(root, "ingest");
  for (const name of (await readIfThere(() => readdir(directory))) ?? []) {
    const found = await readIfThere(() => readFile(join(directory, name, "ref"), "utf8"));
    const [namespace, , ...rest] = found?.split("/") ?? [];
    if (namespace === engine.namespace && rest.join("/") === ref) return join(directory, name, "data");
  }
  return undefined;
}

/** Undefined where it is another host's, not for this user, or gone meanwhile. */
async function readIfThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (["ENOENT", "EACCES", "ENOTDIR"].includes(errno(error) ?? "")) return undefined;
    throw error;
  }
}

async function append(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  { heldBytes, signal }: Waits & { heldBytes: number },
): Promise<void> {
  // Not made where it is missing: containerd has made it, or it is not containerd's.
  const file = await open(path, "r+");
  const disk = new BehindWrites(file);
  try {
    let at = heldBytes;
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      await disk.write(chunk, at);
      at += chunk.length;
    }
    await disk.settled();
  } catch (error) {
    // What has come is written even where no more will.
    await disk.settled().catch(() => {});
    throw diskFull(error, path);
  } finally {
    await file.close();
  }
}

async function send(engine: Engine, ingest: Ingest, source: BlobSource, waits: Waits): Promise<WrittenBlob> {
  const hash = createHash("sha256");
  async function* hashed() {
    for await (const chunk of source(0)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const { expected } = ingest;
  const outcome = await engine.content.write(ingest, expected === "" ? hashed() : source, waits);
  return { outcome, digest: expected === "" ? `sha256:${hash.digest("hex")}` : expected };
}
