import { randomUUID } from "node:crypto";
import type { Context } from "../../context.ts";
import type { Mount } from "../../engine/protocol.ts";
import { ifPresent } from "../wait.ts";

/**
 * Looks at a committed snapshot, such as an image's, by a view that lasts as long as `look`: its mounts, which nobody has mounted. What is
 * opened of them stays. A view that a killed process leaves is garbage to the engine, as it has neither lease nor record.
 */
export async function withView<T>(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  { parent, snapshotter }: { parent: string; snapshotter?: string },
  look: (mounts: readonly Mount[]) => Promise<T>,
): Promise<T> {
  const snapshots = engine.snapshots(snapshotter);
  const key = `nerdsh-view-${randomUUID()}`;
  try {
    // Not to be cancelled: containerd might make it after we have removed it.
    const mounts = await snapshots.view(key, parent);
    signal.throwIfAborted();
    return await look(mounts);
  } finally {
    await ifPresent(snapshots.remove(key));
  }
}
