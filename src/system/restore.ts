import { lockContainer } from "../container/container-lock.ts";
import { removeIfEnded } from "../container/exited-removal.ts";
import { exitOf, recordEnd } from "../container/record/container-state.ts";
import { labelKeys } from "../container/record/labels.ts";
import { readLife } from "../container/record/lifecycle.ts";
import { containerName } from "../container/record/lookup.ts";
import { statePaths } from "../container/record/state-directory.ts";
import { isAlive } from "../container/record/status.ts";
import { hasRestartPolicy, isStoppedByHand, restartPolicyOf } from "../container/restart-policy.ts";
import { startContainer } from "../container/start.ts";
import { releaseStopped } from "../container/stopped.ts";
import { isAutoRemoved, keeperOf } from "../container/streams/keeper.ts";
import { supervise } from "../container/supervised.ts";
import { ifPresent } from "../container/wait.ts";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit, TaskState } from "../engine/tasks.ts";
import { isNerdError } from "../errors.ts";

export interface Restored {
  /** Names. */
  readonly started: readonly string[];
  readonly failures: readonly unknown[];
}

/**
 * What Docker's daemon does at its start, in every namespace: starts what policies want, removes what was to go with its exit, gives back the
 * addresses of what stays, whose network namespaces a reboot has taken, and has a supervisor for what needs one. What runs is left alone; called
 * twice, it does nothing more.
 */
export async function restoreContainers(context: Context): Promise<Restored> {
  const started: string[] = [];
  const failures = await eachContainer(context, async (scoped, container, task) => {
    if (await restore(scoped, container, task)) started.push(containerName(container));
  });
  return { started, failures };
}

/** What Docker's daemon does at its end, once it has stopped all: removes what was to go with its exit. Where that fails, it is left to the above. */
export async function removeEndedContainers(context: Context): Promise<void> {
  for (const failure of await eachContainer(context, removeIfEnded)) {
    const code = isNerdError(failure) ? failure.code : "COMMAND_FAILED";
    context.emit({ type: "warning", code, message: failure instanceof Error ? failure.message : String(failure) });
  }
}

type Act = (context: Context, container: StoredContainer, task: TaskState | undefined) => Promise<void>;

/** One after the other: all at once, the start of a machine is when it has least to spare. */
async function eachContainer(context: Context, act: Act): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const { name: namespace } of await context.engine.namespaces.list({ signal: context.signal })) {
    const engine = context.engine.inNamespace(namespace);
    const scoped = { ...context, engine, settings: { ...context.settings, namespace } };
    const tasks = await engine.tasks.list();
    for (const container of await engine.containers.list()) {
      try {
        await act(scoped, container, tasks.get(container.id));
      } catch (error) {
        context.signal.throwIfAborted();
        failures.push(error);
      }
    }
  }
  return failures;
}

async function restore(context: Context, container: StoredContainer, task: TaskState | undefined): Promise<boolean> {
  const { settings } = context;
  const paths = statePaths(settings, container.id);
  if (isAlive(task)) {
    await supervise(context, container, { isAttached: keeperOf(container) === "process" });
    return false;
  }
  if (isAutoRemoved(container)) {
    await removeIfEnded(context, container, task);
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
