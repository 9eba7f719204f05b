import { openBlobPlace } from "./blob-place.ts";
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
  const place = root === undefined || unseen.has(root) ? "unreachable" : openBlobPlace(root, ingest.expected);
  if (place === "busy") return place;
  if (place === "unreachable") return await engine.content.write(ingest, source, waits);
  const bytes = Buffer.allocUnsafeSlow(ingest.total);
  const isPlaced = await place.fill(async () => {
    let at = 0;
    for await (const chunk of source(0)) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  });
  if (isPlaced) {
    const outcome = await engine.content.adopt(ingest, waits);
    if (outcome !== "unseen") return outcome;
    unseen.add(root!);
  }
  return await engine.content.write(ingest, (heldBytes) => [bytes.subarray(heldBytes)], waits);
}
