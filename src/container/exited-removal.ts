import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import type { TaskState } from "../engine/tasks.ts";
import { isBeingStarted } from "./being-started.ts";
import { lockContainer } from "./container-lock.ts";
import { removeContainer } from "./remove.ts";
import { isLeftToGo } from "./streams/keeper.ts";
import { ifPresent } from "./wait.ts";

/** Removes a container for its exit, with all that it had, unless somebody has started it again meanwhile. */
export async function removeExited(
  context: Pick<Context, "engine" | "settings">,
  container: StoredContainer | ContainerRecord,
): Promise<void> {
  await using _lock = await lockContainer(context, container.id);
  const now = await ifPresent(context.engine.tasks.get({ id: container.id }));
  if (now !== undefined && now.status !== "STOPPED") return;
  await removeContainer(context, container, { force: true, volumes: true });
}

/** The same for whoever looks at all, where it is to go with its exit and is left to them: whoever saw its end, and unless it is being started. */
export async function removeIfEnded(
  context: Pick<Context, "engine" | "settings" | "journal">,
  container: StoredContainer,
  task: TaskState | undefined,
): Promise<void> {
  if (!isLeftToGo(container, context.settings) || (task !== undefined && task.status !== "STOPPED")) return;
  if (task === undefined && (await isBeingStarted(context, container.id))) return;
  await removeExited(context, container);
}
