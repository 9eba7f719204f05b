import { removeExited } from "../container/exited-removal.ts";
import { type ReadyOptions, waitUntilReady } from "../container/readiness/ready.ts";
import { publishedPorts } from "../container/record/list.ts";
import { removeContainer } from "../container/remove.ts";
import { type RunningContainer, runContainer } from "../container/run.ts";
import { ifPresent } from "../container/wait.ts";
import type { Context } from "../context.ts";
import { toMilliseconds } from "../duration.ts";
import type { Exit } from "../engine/tasks.ts";
import { Container } from "./container.ts";
import type { ContainerNames } from "./container-options.ts";
import { dispose, noteContainer } from "./disposal.ts";
import type { OperationSettings } from "./lifecycle.ts";
import { readyChecks } from "./ready.ts";
import { requestedContainer } from "./requested-container.ts";
import type { RunOptions } from "./run.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** Starts the container and waits until it is ready, unless its output is captured or it is detached. */
export async function startRun(
  base: ContextBase,
  image: string,
  { command = [], ready, readyTimeout, ...flags }: Omit<RunOptions, "signal">,
  settings: OperationSettings,
): Promise<Container> {
  const options = await requestedContainer([image, ...command], flags, settings);
  const context = contextOf(base, settings);
  const attach = settings.captured && !options.detach;
  const running = await runContainer(context, options, { detach: !attach });
  const { id, name, streams } = running;
  const exit = options.rm && !attach ? removedAtExit(context, running) : running.exit;
  const names = { id, name, image: running.image.reference };
  const container = new Container(base, names, publishedPorts(context, id), { exit, streams });
  noteContainer(container);
  const timeoutMs = readyTimeout === undefined ? undefined : toMilliseconds(readyTimeout);
  if (!settings.captured && !options.detach && timeoutMs !== 0) {
    const checks = ready === undefined ? [] : readyChecks(ready, container);
    await waitOrRemove(context, running, { checks, ...(timeoutMs !== undefined && { timeoutMs }) }, names);
  }
  return container;
}

/** Nobody gets hold of a container that did not become ready. */
async function waitOrRemove(
  context: Context,
  running: RunningContainer,
  wait: ReadyOptions,
  names: ContainerNames,
): Promise<void> {
  try {
    const container = await ifPresent(context.engine.containers.get(running.id));
    // With `rm`, one that has ended already may be gone: it ran, and there is nothing to wait for.
    if (container === undefined) return;
    await waitUntilReady(context, container, running.exit, wait);
  } catch (error) {
    const remove = () => removeContainer(context, running.record, { force: true, volumes: true });
    await dispose({ ...names, remove });
    throw error;
  }
}

/** Where this process ends before the container does, the supervisor removes it. */
function removedAtExit(context: Context, { exit, record }: RunningContainer): Promise<Exit> {
  const removed = exit.then(async (exited) => {
    await removeExited(context, record);
    return exited;
  });
  removed.catch(() => {}); // Whoever waits for the exit hears of it.
  return removed;
}
