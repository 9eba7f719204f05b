import { randomUUID } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import { type ErrorCode, isNerdError } from "../../errors.ts";
import { isRunning } from "../../store/process-identity.ts";
import { expiry, type LeasedEngine, ownerLabel, releaseLease } from "./pull-lease.ts";

/** The image that a lease is for: who pulls that one again goes on from there. */
const imageLabel = "nerdsh/image";

/** Where the content itself is wrong, nobody is helped by keeping it. */
const useless: readonly ErrorCode[] = ["DIGEST_MISMATCH", "IMAGE_INVALID", "UNSUPPORTED"];

export function imageLabels(image: string): Readonly<Record<string, string>> {
  return { [imageLabel]: image };
}

/**
 * What a pull that failed with `error` has fetched, finished blobs and others, outlives its lease for a day. Half-unpacked snapshots do not:
 * these cannot be gone on with.
 */
export async function keepBytes({ base, lease }: LeasedEngine, image: string, error: unknown): Promise<void> {
  if (isNerdError(error) && useless.includes(error.code)) return;
  const fetched = (await base.leases.resources(lease)).filter(({ type }) => type === "content" || type === "ingests");
  if (fetched.length === 0) return;
  const kept = `nerdsh-kept-${randomUUID()}`;
  await base.leases.create(kept, { ...imageLabels(image), ...expiry() });
  for (const resource of fetched) await base.leases.add(kept, resource);
}

/** After a pull, nothing of earlier ones of the same image is waited for any more, unless they are still at it. */
export async function releaseKept(engine: Engine, image: string, signal: AbortSignal): Promise<void> {
  const leases = await engine.leases.list([`labels."${imageLabel}"==${JSON.stringify(image)}`], { signal });
  for (const { id, labels } of leases) {
    const owner = labels[ownerLabel];
    if (owner === undefined || !isRunning(owner)) await releaseLease(engine, id);
  }
}
