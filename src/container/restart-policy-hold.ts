import type { Context } from "../context.ts";
import type { ContainerRecord } from "../engine/containers.ts";
import { lockContainer } from "./container-lock.ts";
import { hasRestartPolicy, stoppedLabels } from "./restart-policy.ts";
import { ifPresent } from "./wait.ts";

/**
 * Has a container stay as it is from now on, whatever its policy: before it is stopped or removed by hand. A restart that is under way comes to its
 * end first, so that whoever looks after this sees the task as it stays.
 */
export async function holdRestarts(
  context: Pick<Context, "engine" | "settings">,
  container: Pick<ContainerRecord, "id" | "labels">,
  signal?: AbortSignal,
): Promise<void> {
  if (!hasRestartPolicy(container)) return;
  await using _lock = await lockContainer(context, container.id, signal);
  await holdLocked(context, container);
}

/** The same for who holds the container's lock. */
export async function holdLocked(
  { engine }: Pick<Context, "engine">,
  container: Pick<ContainerRecord, "id" | "labels">,
): Promise<void> {
  if (hasRestartPolicy(container)) await ifPresent(engine.containers.update(container.id, { labels: stoppedLabels }));
}
