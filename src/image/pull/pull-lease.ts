import { randomUUID } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import { isNerdError } from "../../errors.ts";
import { processIdentity } from "../../store/process-identity.ts";

/** An engine whose work is safe from garbage collection until it is disposed. */
export interface LeasedEngine extends AsyncDisposable {
  readonly engine: Engine;
  /** The one that was leased from: what this process remembers, it remembers by it. */
  readonly base: Engine;
  readonly lease: string;
}

/** Past this, what a killed process began is nobody's any more. */
export const longestWorkMs = 24 * 3_600_000;

/** Whose work a lease is for: once that process is gone, so is the need for the lease. */
export const ownerLabel = "nerdsh/owner";

/** A lease for what `purpose` (`pull`, `load`) makes; what is not part of an image by its end is collected. */
export async function leasedEngine(
  base: Engine,
  purpose: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<LeasedEngine> {
  const lease = `nerdsh-${purpose}-${randomUUID()}`;
  // Not to be cancelled: the engine might make it after it was given up.
  await base.leases.create(lease, { ...labels, ...expiry(), [ownerLabel]: processIdentity() ?? "" });
  return {
    engine: base.inLease(lease),
    base,
    lease,
    [Symbol.asyncDispose]: async () => await releaseLease(base, lease),
  };
}

/** containerd ends a lease by itself at the time that this label says. */
export function expiry(): Readonly<Record<string, string>> {
  return { "containerd.io/gc.expire": new Date(Date.now() + longestWorkMs).toISOString() };
}

/** One that is gone already, or that somebody else releases, is as good. With `sync`, what it alone kept is gone when it resolves. */
export async function releaseLease(engine: Engine, lease: string, options: { sync?: boolean } = {}): Promise<void> {
  await engine.leases.delete(lease, options).catch((error) => {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
  });
}

/**
 * Ends work for which the disk was too small, so that what it took is room again when this resolves. Twice, as a snapshotter needs some room to
 * forget a snapshot, which the blobs have left by then.
 */
export async function makeRoom({ base, lease }: LeasedEngine): Promise<void> {
  await releaseLease(base, lease, { sync: true });
  await base.leases.collect();
}
