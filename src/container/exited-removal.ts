import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import { lockContainer } from "./container-lock.ts";
import { removeContainer } from "./remove.ts";
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
