import { lockContainer } from "../container/container-lock.ts";
import { exitOf, recordEnd } from "../container/record/container-state.ts";
import { labelKeys } from "../container/record/labels.ts";
import { readLife } from "../container/record/lifecycle.ts";
import { containerName } from "../container/record/lookup.ts";
import { statePaths } from "../container/record/state-directory.ts";
import { isAlive } from "../container/record/status.ts";
import { hasRestartPolicy, isStoppedByHand, restartPolicyOf } from "../container/restart-policy.ts";
import { startContainer } from "../container/start.ts";
import { releaseStopped } from "../container/stopped.ts";
import { keeperOf } from "../container/streams/keeper.ts";
import { supervise } from "../container/supervised.ts";
import { ifPresent } from "../container/wait.ts";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit, TaskState } from "../engine/tasks.ts";

export interface Restored {
  /** Names. */
  readonly started: readonly string[];
  readonly failures: readonly unknown[];
}

/**
 * What Docker's daemon does at its start, in every namespace: starts what policies want, gives back the addresses of what stays, whose network
 * namespaces a reboot has taken, and has a supervisor for what needs one. What runs is left alone; called twice, it does nothing more.
 */
export async function restoreContainers(context: Context): Promise<Restored> {
  const started: string[] = [];
  const failures: unknown[] = [];
  for (const { name: namespace } of await context.engine.namespaces.list({ signal: context.signal })) {
    const engine = context.engine.inNamespace(namespace);
    const scoped = { ...context, engine, settings: { ...context.settings, namespace } };
    const tasks = await engine.tasks.list();
    // One after the other: all at once, the start of a machine is when it has least to spare.
    for (const container of await engine.containers.list()) {
      try {
        if (await restore(scoped, container, tasks.get(container.id))) started.push(containerName(container));
      } catch (error) {
        context.signal.throwIfAborted();
        failures.push(error);
      }
    }
  }
  return { started, failures };
}

async function restore(context: Context, container: StoredContainer, task: TaskState | undefined): Promise<boolean> {
  const { settings } = context;
  const paths = statePaths(settings, container.id);
  if (isAlive(task)) {
    await supervise(context, container, { isAttached: keeperOf(container) === "process" });
    return false;
  }
  // Never started, or made by whoever keeps no state here.
  const exit = exitOf(task, readLife(paths.lifecycle));
  if (exit === undefined || keeperOf(container) === "process") return false;
  await recordEnd(container, exit, paths);
  if (isWantedAtStart(container, exit)) {
    const isWanted = async () => (await ifPresent(context.engine.containers.get(container.id))) !== undefined;
    const labels = { [labelKeys.restartStatus]: "running", [labelKeys.explicitlyStopped]: "false" };
    const mode = { attach: false, interactive: false, restart: { labels, isWanted } };
    const isStarted = (await startContainer(context, container, mode)) !== undefined;
    await supervise(context, container, { isAttached: false });
    return isStarted;
  }
  await using _lock = await lockContainer(context, container.id);
  if (!isAlive(await ifPresent(context.engine.tasks.get({ id: container.id }))))
    await releaseStopped(context, container.id);
  return false;
}

/** From moby, daemon.go, restore: `always` also brings back what was stopped by hand, and a failure has not to be one of few. */
function isWantedAtStart(container: StoredContainer, { exitCode }: Exit): boolean {
  const { name } = restartPolicyOf(container.labels);
  if (!hasRestartPolicy(container)) return false;
  if (name === "always") return true;
  return !isStoppedByHand(container.labels) && (name === "unless-stopped" || exitCode !== 0);
}
