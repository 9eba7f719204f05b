import type { Context } from "../context.ts";
import type { ContainerRecord } from "../engine/containers.ts";
import { healthcheckOf } from "./health/health-record.ts";
import { awaitNameServers, nameServersOf } from "./network/name-service.ts";
import { awaitRelays, relayedPortsOf } from "./network/port-relay.ts";
import { hasRestartPolicy } from "./restart-policy.ts";
import { isAutoRemoved } from "./streams/keeper.ts";
import { requestSupervisor } from "./supervision.ts";

type Labelled = Pick<ContainerRecord, "labels">;
type Named = Pick<ContainerRecord, "id" | "labels">;

/**
 * Sees that the supervisor runs where a container that runs needs one: also while a process is attached, which sees to the exit alone. Whoever
 * starts one and goes on may start the next, which then finds the first by name: it is waited for, where there is an `emit` to tell a failure to.
 */
export async function supervise(
  context: Pick<Context, "engine" | "settings"> & Partial<Pick<Context, "emit">>,
  container: Named,
  { isAttached }: { readonly isAttached: boolean },
): Promise<void> {
  const { engine, settings, emit } = context;
  const servers = nameServersOf(context, container.id);
  const relayed = await relayedPortsOf(context, container.id);
  const isChecked = healthcheckOf(container) !== undefined;
  if (!isChecked && servers.length + relayed.length === 0 && (isAttached || !needsKeeper(container))) return;
  await requestSupervisor({ ...settings, namespace: engine.namespace });
  if (emit === undefined || isAttached) return;
  await awaitNameServers({ engine, settings, emit }, container.id, servers);
  await awaitRelays({ emit }, relayed);
}

/** Whether something is to be done once it has exited. */
function needsKeeper(container: Labelled): boolean {
  return isAutoRemoved(container) || hasRestartPolicy(container);
}
