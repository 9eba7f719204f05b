import { isBeingStarted } from "../container/being-started.ts";
import { exitOf, recordEnd } from "../container/record/container-state.ts";
import { labelKeys } from "../container/record/labels.ts";
import { readLife } from "../container/record/lifecycle.ts";
import { statePaths } from "../container/record/state-directory.ts";
import { isAlive } from "../container/record/status.ts";
import { hasRestartPolicy, isHeld } from "../container/restart-policy.ts";
import { type NextRestart, nextRestart, restartCountOf, restartedLabels } from "../container/restart-policy-backoff.ts";
import { startContainer } from "../container/start.ts";
import { keeperOf } from "../container/streams/keeper.ts";
import { ifPresent } from "../container/wait.ts";
import { isConnectFailure } from "../engine/connect.ts";
import type { Duty, DutyContext, Seen } from "./duty.ts";

/**
 * `--restart`: a container that has exited comes back, after a while that doubles. While that lasts, containerd's own monitor, which starts
 * at once what it finds, and knows no networks, is kept from it; while it runs, the monitor is there in case that no supervisor is.
 */
export const restarts: Duty = {
  name: "restart",
  isNeeded: (seen, context) =>
    hasRestartPolicy(seen.container) &&
    !isHeld(seen.container.labels) &&
    (isAlive(seen.task) || nextOf(context, seen) !== undefined),
  async attend(context, seen) {
    const { container, task } = seen;
    const { id, labels } = container;
    if (!hasRestartPolicy(container) || isHeld(labels)) return undefined;
    if (isAlive(task)) {
      await setStatus(context, seen, "running");
      return undefined;
    }
    if (keeperOf(container) === "process" || (task === undefined && (await isBeingStarted(context, id))))
      return undefined;
    const next = nextOf(context, seen);
    if (next === undefined) return undefined;
    await setStatus(context, seen, "");
    if (next.dueMs > Date.now()) return next.dueMs;
    return await restart(context, seen, next);
  },
};

function nextOf({ settings }: Pick<DutyContext, "settings">, { container, task }: Seen): NextRestart | undefined {
  const life = readLife(statePaths(settings, container.id).lifecycle);
  const exit = exitOf(task, life);
  return exit && life && nextRestart(container.labels, { exit, startedAt: life.startedAt });
}

async function setStatus({ engine }: DutyContext, { container }: Seen, status: "running" | ""): Promise<void> {
  if ((container.labels[labelKeys.restartStatus] ?? "") === status) return;
  await ifPresent(engine.containers.update(container.id, { labels: { [labelKeys.restartStatus]: status } }));
}

/** Where it cannot be started now, as with a port that is taken, it waits on, twice as long: the update of its labels has it attended to again. */
async function restart(context: DutyContext, seen: Seen, next: NextRestart): Promise<undefined> {
  const { engine, settings } = context;
  const { container, task } = seen;
  const { id } = container;
  const labels = restartedLabels(next);
  const isWanted = async () => {
    const now = await ifPresent(engine.containers.get(id));
    if (now === undefined || !hasRestartPolicy(now) || isHeld(now.labels)) return false;
    // containerd's monitor, where it was quicker, has counted its own start: the next look sees what has become of that.
    return restartCountOf(now.labels) < next.count;
  };
  // An end that nobody has seen is now: what follows is counted from here.
  const exit = exitOf(task, readLife(statePaths(settings, id).lifecycle));
  if (exit !== undefined) await recordEnd(container, exit, statePaths(settings, id));
  try {
    await startContainer(context, container, { attach: false, interactive: false, restart: { labels, isWanted } });
  } catch (error) {
    if (isConnectFailure(error)) throw error;
    // It has failed since somebody else has started or held the container.
    if (!(await isWanted())) return undefined;
    const text = error instanceof Error ? error.message : String(error);
    await ifPresent(
      engine.containers.update(id, { labels: { ...labels, [labelKeys.restartStatus]: "", [labelKeys.error]: text } }),
    );
  }
}
