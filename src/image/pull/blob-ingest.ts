import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { largeBlobBytes, writeLargeBlob } from "../../engine/large-blob.ts";
import { smallBlobBytes, writeSmallBlob } from "../../engine/small-blob.ts";
import { isNerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { pause } from "../../registry/http/retry.ts";
import type { Labels } from "../gc-labels.ts";

export interface BlobIngest {
  /** containerd's own clients name it alike, so that all of them share one transfer. */
  readonly ref: string;
  readonly descriptor: Pick<Descriptor, "digest" | "size">;
  readonly labels: Labels;
  /** The bytes from `heldBytes` on; throws where they are not the blob, unless the engine alone looks at that. */
  readonly source: (heldBytes: number, isHashed: boolean) => AsyncIterable<Uint8Array>;
  /** Called with the bytes that are in the store by now, whoever brought them. */
  readonly reach?: (doneBytes: number) => void;
  readonly signal: AbortSignal;
}

const pollMs = 100;

/** Brings a blob into the content store, under the engine's lease; resolves when it is whole, also where another process brought it. */
export async function ingestBlob(engine: Engine, ingest: BlobIngest): Promise<void> {
  const { descriptor, labels, reach, signal } = ingest;
  while (true) {
    const outcome = await tryIngest(engine, ingest);
    if (outcome === "present") await addLabels(engine, descriptor.digest, labels, signal);
    if (outcome !== "again") return reach?.(descriptor.size);
    reach?.(await bytesOfOther(engine, ingest));
    await pause(pollMs, signal);
  }
}

async function tryIngest(engine: Engine, ingest: BlobIngest): Promise<"stored" | "present" | "again"> {
  const { ref, descriptor, labels, signal } = ingest;
  const source = new IngestSource(ingest);
  const target = { ref, expected: descriptor.digest, total: descriptor.size, labels };
  try {
    const hashed = (heldBytes: number) => source.from(heldBytes, true);
    if (descriptor.size > 0 && descriptor.size <= smallBlobBytes) {
      const outcome = await writeSmallBlob(engine, target, hashed, { signal });
      return outcome === "busy" ? "again" : outcome;
    }
    if (descriptor.size < largeBlobBytes) return await engine.content.write(target, hashed, { signal });
    return (await writeLargeBlob(engine, target, (heldBytes) => source.from(heldBytes, false), { signal })).outcome;
  } catch (error) {
    signal.throwIfAborted();
    // What is only hashed when it is whole was wrong from its start, and what an earlier process left of it may be to blame.
    const isWrong = source.error === undefined && (isMismatch(error) || isNerdError(error, "ENGINE_FAILED"));
    const isLeftoverWrong = isWrong && source.wasResumed;
    if (isLeftoverWrong || isMismatch(error)) await abortIngest(engine, ref);
    // Where that fails, whoever resumes it finds it wrong once more: the lie is what the user must hear of.
    if (isMismatch(source.error)) await abortIngest(engine, ref).catch(() => {});
    if (source.error !== undefined) throw source.error;
    // Another writer has the ref. An engine that is gone says the same, and the next call then fails with it.
    if (isLeftoverWrong || isNerdError(error, "ENGINE_UNAVAILABLE")) return "again";
    throw error;
  }
}

function isMismatch(error: unknown): boolean {
  return isNerdError(error, "DIGEST_MISMATCH");
}

const abortAttempts = 5;

/** containerd may still be closing the write, and put a file back into what is being removed: then it is removed once more. */
async function abortIngest(engine: Engine, ref: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await engine.content.abort(ref);
    } catch (error) {
      if (isNerdError(error, "NOT_FOUND")) return;
      if (attempt === abortAttempts || !isNerdError(error, "ENGINE_FAILED")) throw error;
      await delay(attempt * 20);
    }
  }
}

/** Counts what goes through, and keeps the source's own failure, which the write can only report as its own. */
class IngestSource {
  error: unknown;
  wasResumed = false;
  readonly #ingest: BlobIngest;

  constructor(ingest: BlobIngest) {
    this.#ingest = ingest;
  }

  async *from(heldBytes: number, isHashed: boolean): AsyncGenerator<Uint8Array> {
    const { source, reach } = this.#ingest;
    this.wasResumed = heldBytes > 0;
    let at = heldBytes;
    try {
      for await (const chunk of source(heldBytes, isHashed)) {
        yield chunk;
        at += chunk.length;
        reach?.(at);
      }
    } catch (error) {
      this.error = error;
      throw error;
    }
  }
}

async function bytesOfOther(engine: Engine, { ref, signal }: BlobIngest): Promise<number> {
  try {
    return Number((await engine.content.status(ref, { signal })).offset);
  } catch (error) {
    // Between two looks, the other one has finished or given up: the next try tells.
    if (isNerdError(error, "NOT_FOUND")) return 0;
    throw error;
  }
}

/** A blob that was there keeps its labels; where it came from is a list, as containerd's client keeps it. */
export async function addLabels(engine: Engine, digest: string, labels: Labels, signal: AbortSignal): Promise<void> {
  const { labels: old } = await engine.content.info(digest, { signal });
  const missing = Object.entries(labels).flatMap(([key, value]) => {
    if (!key.startsWith("containerd.io/distribution.source.")) return old[key] === value ? [] : [[key, value]];
    const known = old[key]?.split(",") ?? [];
    return known.includes(value) ? [] : [[key, [...known, value].join(",")]];
  });
  if (missing.length > 0) await engine.content.update(digest, Object.fromEntries(missing), { signal });
}
