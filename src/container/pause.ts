import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { notRunning } from "./exec.ts";
import { containerName } from "./record/lookup.ts";
import { statusOf } from "./record/status.ts";
import { ifPresent } from "./wait.ts";

type PauseContext = Pick<Context, "engine" | "signal">;

/** Freezes every process of the container; throws CONTAINER_PAUSED or CONTAINER_NOT_RUNNING where it cannot be. */
export async function pauseContainer(context: PauseContext, container: StoredContainer): Promise<void> {
  const { engine, signal } = context;
  const status = await currentStatus(context, container);
  const name = containerName(container);
  if (status === "paused") {
    throw new NerdError("CONTAINER_PAUSED", `container is already paused: ${name}`, { hint: `nerdsh unpause ${name}` });
  }
  if (status !== "running") throw notRunning(container);
  await whileItRuns(container, engine.tasks.pause(container.id, { signal }));
}

/** Lets them go on; CONTAINER_NOT_PAUSED where they do already. */
export async function unpauseContainer(context: PauseContext, container: StoredContainer): Promise<void> {
  const { engine, signal } = context;
  if ((await currentStatus(context, container)) !== "paused") {
    throw new NerdError("CONTAINER_NOT_PAUSED", `container is not paused: ${containerName(container)}`);
  }
  await whileItRuns(container, engine.tasks.resume(container.id, { signal }));
}

async function currentStatus({ engine, signal }: PauseContext, { id }: StoredContainer) {
  return statusOf(await ifPresent(engine.tasks.get({ id }, { signal })));
}

/** It may exit between the look and the call. */
async function whileItRuns(container: StoredContainer, call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    throw isNerdError(error, "NOT_FOUND") ? notRunning(container, error) : error;
  }
}
