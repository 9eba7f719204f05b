import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { TaskState } from "../engine/tasks.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { announce } from "./events/announcement.ts";
import { recordEnd } from "./record/container-state.ts";
import { labelKeys } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { statePaths } from "./record/state-directory.ts";
import { isAlive } from "./record/status.ts";
import { holdLocked, holdRestarts } from "./restart-policy-hold.ts";
import { signalNumber } from "./signal-number.ts";
import { releaseStopped } from "./stopped.ts";
import { signalTask } from "./task-signal.ts";
import { ifPresent, waitForExit } from "./wait.ts";

export interface StopOptions {
  /** Seconds until SIGKILL; the container's own `--stop-timeout`, else 10, where absent. */
  readonly timeout?: number | undefined;
  readonly signal?: string | undefined;
  /** It is removed next, which gives back what it has: what only one that stays needs is left out. */
  readonly isToGo?: boolean;
  /** As the caller saw it a moment ago, with many others at once: where it ran then, it is not asked for again. */
  readonly task?: TaskState | undefined;
}

const sigkill = 9;

/** Asks the container to end, and kills it where it takes too long. One that does not run is left as it is. */
export async function stopContainer(
  context: Context,
  container: StoredContainer,
  options: StopOptions = {},
): Promise<void> {
  await holdRestarts(context, container, context.signal);
  await endTask(context, container, options);
}

/** The same for who holds the container's lock, which nobody can take twice. */
export async function stopLocked(context: Context, container: StoredContainer, options: StopOptions): Promise<void> {
  await holdLocked(context, container);
  await endTask(context, container, options);
}

async function endTask(context: Context, container: StoredContainer, options: StopOptions): Promise<void> {
  const { engine, settings, signal } = context;
  const { id, labels } = container;
  const task = isAlive(options.task) ? options.task : await ifPresent(engine.tasks.get({ id }, { signal }));
  if (!isAlive(task)) return;
  const number = signalNumber(options.signal ?? labels[labelKeys.stopSignal] ?? "SIGTERM");
  const seconds = options.timeout ?? Number(labels[labelKeys.stopTimeout] ?? 10);
  const exit = waitForExit(engine, { id }, { signal });
  exit.catch(() => {}); // Awaited below, by the race or after the kill.
  // Told before it is done, since the exit is told by the engine, and comes after.
  await announce(context, container, "kill", { signal: String(number) });
  await ifPresent(signalTask(engine, { id, task }, number, { signal }));
  if (task.status !== "RUNNING") await ifPresent(engine.tasks.resume(id, { signal }));
  if (!(await endsWithin(exit, seconds))) {
    await announce(context, container, "kill", { signal: String(sigkill) });
    await ifPresent(engine.tasks.kill({ id }, sigkill, { all: true, signal }));
  }
  const exited = await ifPresent(exit);
  if (options.isToGo) return await announce(context, container, "stop");
  if (exited) await recordEnd(container, exited, statePaths({ ...settings, namespace: engine.namespace }, id));
  await Promise.all([releaseStopped(context, id), announce(context, container, "stop")]);
}

/** What Docker waits, which then gives up: a process may hang in the kernel. */
const killedWithinSeconds = 10;

/**
 * Sends a signal to the container's first process; CONTAINER_NOT_RUNNING where there is none. After SIGKILL the container has ended, or
 * this throws RUNTIME_FAILED.
 */
export async function killContainer(context: Context, container: StoredContainer, name = "SIGKILL"): Promise<void> {
  const { engine, signal } = context;
  const { id, labels } = container;
  const number = signalNumber(name);
  // A signal that is no request to end, such as HUP, leaves the policy in force.
  const ends = [sigkill, signalNumber(labels[labelKeys.stopSignal] ?? "SIGTERM")];
  if (ends.includes(number)) await holdRestarts(context, container, signal);
  const notRunning = `container is not running: ${containerName(container)}`;
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (!isAlive(task)) throw new NerdError("CONTAINER_NOT_RUNNING", notRunning);
  const exit = number === sigkill ? waitForExit(engine, { id }, { signal }) : undefined;
  exit?.catch(() => {}); // Awaited below, where the signal was sent.
  await announce(context, container, "kill", { signal: String(number) });
  try {
    await signalTask(engine, { id, task }, number, { signal });
  } catch (error) {
    throw isNerdError(error, "NOT_FOUND")
      ? new NerdError("CONTAINER_NOT_RUNNING", notRunning, { cause: error })
      : error;
  }
  if (exit === undefined) return;
  if (!(await endsWithin(exit, killedWithinSeconds)))
    throw new NerdError("RUNTIME_FAILED", `killed, and still there after ${killedWithinSeconds} seconds: ${id}`, {
      hint: "a process of it may hang in the kernel",
    });
  await ifPresent(exit);
  await releaseStopped(context, id);
}

/** False where the time was up first; a negative number of seconds waits for ever. */
async function endsWithin(exit: Promise<unknown>, seconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    if (seconds >= 0) timer = setTimeout(() => resolve(false), seconds * 1000);
  });
  const ended = exit.then(
    () => true,
    () => true,
  );
  const result = await Promise.race([ended, late]);
  clearTimeout(timer);
  return result;
}
