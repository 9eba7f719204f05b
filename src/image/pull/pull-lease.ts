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
export async function leasedEngine(base: Engine, purpose: string): Promise<LeasedEngine> {
  const lease = `nerdsh-${purpose}-${randomUUID()}`;
  const expire = new Date(Date.now() + longestWorkMs).toISOString();
  const labels = { "containerd.io/gc.expire": expire, [ownerLabel]: processIdentity() ?? "" };
  // Not to be cancelled: the engine might make it after it was given up.
  await base.leases.create(lease, labels);
  return {
    engine: base.inLease(lease),
    base,
    lease,
    async [Symbol.asyncDispose]() {
      await base.leases.delete(lease).catch((error) => {
        if (!isNerdError(error, "NOT_FOUND")) throw error;
      });
    },
  };
}
