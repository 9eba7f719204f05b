import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import { handOver } from "./hand-over.ts";
import { recordEnd } from "./record/container-state.ts";
import { statePaths } from "./record/state-directory.ts";
import { removeContainer } from "./remove.ts";
import { hasRestartPolicy } from "./restart-policy.ts";
import { releaseStopped } from "./stopped.ts";
import { isAutoRemoved, isKeptHere } from "./streams/keeper.ts";
import { ifPresent } from "./wait.ts";

/**
 * Cleans up after a container that this process was attached to, unless somebody has taken it over meanwhile: it then runs again.
 * `isRead` where its exit was seen, and nobody else reads what it wrote.
 */
export async function endForeground(
  context: Pick<Context, "engine" | "settings">,
  container: StoredContainer | ContainerRecord,
  { isRead = false }: { readonly isRead?: boolean } = {},
): Promise<void> {
  const { engine, settings } = context;
  const { id } = container;
  const now = await ifPresent(engine.containers.get(id));
  // Before anything is deleted: who has taken it over deletes the task, too, and makes the next one.
  if (now !== undefined && !isKeptHere(now)) return;
  if (now === undefined || isAutoRemoved(container)) {
    const reaped = isRead ? engine.tasks.delete(id) : undefined;
    reaped?.catch(() => {}); // Deleted in another way then.
    await removeContainer(context, container, { force: true, volumes: true, reaped });
    return;
  }
  const task = await ifPresent(engine.tasks.get({ id }));
  if (task?.status === "STOPPED") {
    await recordEnd(now, task, statePaths({ ...settings, namespace: engine.namespace }, id));
  }
  // What its policy brings back does so without this process.
  if (hasRestartPolicy(now)) await handOver(context, now);
  else await releaseStopped(context, id);
}
