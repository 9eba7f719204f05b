import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import { removeContainer } from "./remove.ts";
import { releaseStopped } from "./stopped.ts";
import { isAutoRemoved, isKeptHere } from "./streams/keeper.ts";
import { ifPresent } from "./wait.ts";

/** Cleans up after a container that this process was attached to, unless somebody has taken it over meanwhile: it then runs again. */
export async function endForeground(
  context: Pick<Context, "engine" | "settings">,
  container: StoredContainer | ContainerRecord,
): Promise<void> {
  const now = await ifPresent(context.engine.containers.get(container.id));
  if (now !== undefined && !isKeptHere(now)) return;
  if (isAutoRemoved(container)) await removeContainer(context, container, { force: true, volumes: true });
  else await releaseStopped(context, container.id);
}
