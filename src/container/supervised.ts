import type { Context } from "../context.ts";
import type { ContainerRecord } from "../engine/containers.ts";
import { healthcheckOf } from "./health/health-record.ts";
import { hasRestartPolicy } from "./restart-policy.ts";
import { isAutoRemoved } from "./streams/keeper.ts";
import { requestSupervisor } from "./supervision.ts";

type Labelled = Pick<ContainerRecord, "labels">;

/** Sees that the supervisor runs where a container that runs needs one: also while a process is attached, which sees to the exit alone. */
export async function supervise(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  container: Labelled,
  { isAttached }: { readonly isAttached: boolean },
): Promise<void> {
  const isNeeded = healthcheckOf(container) !== undefined || (!isAttached && needsKeeper(container));
  if (isNeeded) await requestSupervisor({ ...settings, namespace: engine.namespace });
}

/** Whether something is to be done once it has exited. */
function needsKeeper(container: Labelled): boolean {
  return isAutoRemoved(container) || hasRestartPolicy(container);
}
