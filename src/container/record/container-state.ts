import type { StoredContainer } from "../../engine/containers.ts";
import type { Exit, TaskState } from "../../engine/tasks.ts";
import { hasRestartPolicy } from "../restart-policy.ts";
import { nextRestart } from "../restart-policy-backoff.ts";
import { endOf, type Life, type LifeEnd, readLife, writeEnd } from "./lifecycle.ts";
import { wasOomKilled } from "./oom.ts";
import type { StatePaths } from "./state-directory.ts";
import { type ContainerStatus, processStartMs, statusOf } from "./status.ts";

type Labelled = Pick<StoredContainer, "labels">;

/** Docker's status for a container whose end nobody has seen. */
const lostExitCode = 255;

/** A container as it is, and how its last life ended where that is over. */
export interface ContainerState {
  readonly status: ContainerStatus;
  readonly exit?: Exit;
}

/**
 * From the task where there is one; else, as after a reboot, from what is written down of its life. `exitedAt` is empty where nobody has seen
 * the exit.
 */
export function containerState(
  { labels }: Labelled,
  task: TaskState | undefined,
  { lifecycle }: Pick<StatePaths, "lifecycle">,
): ContainerState {
  // A task that is not started yet may be the next life of one that its policy brings back.
  const isBetween = task === undefined || (task.status === "CREATED" && hasRestartPolicy({ labels }));
  const life = isBetween ? readLife(lifecycle) : undefined;
  const exit = isBetween ? exitOf(undefined, life) : exitOf(task, undefined);
  if (exit === undefined) return { status: statusOf(task) };
  return { status: nextRestart(labels, { exit }) === undefined ? "exited" : "restarting", exit };
}

/** How its last life ended; undefined while it lives, or has not begun. */
export function exitOf(task: TaskState | undefined, life: Life | undefined): Exit | undefined {
  if (task?.status === "STOPPED") return task;
  if (task !== undefined || life === undefined) return undefined;
  return endOf(life) ?? { exitCode: lostExitCode, exitedAt: "" };
}

/** The kernel's time of a start may be as far off. */
const kernelErrorMs = 3_000;

/**
 * When the life of a running container began, in milliseconds since the epoch; undefined once its process is gone. What is written down is
 * exact, and of a life before where containerd's monitor has started it.
 */
export function lifeStartMs(pid: number, { lifecycle }: Pick<StatePaths, "lifecycle">): number | undefined {
  const kernelMs = processStartMs(pid);
  const writtenMs = Date.parse(readLife(lifecycle)?.startedAt ?? "");
  return kernelMs !== undefined && Math.abs(kernelMs - writtenMs) < kernelErrorMs ? writtenMs : kernelMs;
}

/** Writes down how it ended, while that is still known: a task that is deleted takes it along, and so does a restart of containerd. */
export async function recordEnd(
  container: Pick<StoredContainer, "spec">,
  { exitCode, exitedAt }: Exit,
  { lifecycle }: Pick<StatePaths, "lifecycle">,
): Promise<LifeEnd | undefined> {
  const life = readLife(lifecycle);
  if (life === undefined) return undefined;
  const known = endOf(life);
  if (known !== undefined) return known;
  const end = { exitCode, exitedAt: exitedAt || new Date().toISOString(), oomKilled: wasOomKilled(container.spec()) };
  await writeEnd(lifecycle, end);
  return end;
}
