import { readFileSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { TaskState } from "../../engine/tasks.ts";
import { familiarName } from "../../image/reference.ts";
import { fromNerdctlPort, type NerdctlPortMapping, type PortMapping } from "../../network/ports/port-mapping.ts";
import { errno } from "../../store/atomic-file.ts";
import { healthStateOf } from "../health/health-record.ts";
import type { HealthStatus } from "../health/health-state.ts";
import { hasRestartPolicy } from "../restart-policy.ts";
import { containerState } from "./container-state.ts";
import { labelKeys } from "./labels.ts";
import { containerName } from "./lookup.ts";
import { statePaths } from "./state-directory.ts";
import { type ContainerStatus, isAlive, processStartMs } from "./status.ts";

/** A container as lists show it. Times are milliseconds since the epoch. */
export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  /** As users write it: `nginx:latest`. */
  readonly image: string;
  readonly status: ContainerStatus;
  /** Of one that runs and is checked. */
  readonly health?: HealthStatus | undefined;
  readonly exitCode: number | undefined;
  readonly createdMs: number;
  /** Of the process that runs. */
  readonly startedMs: number | undefined;
  readonly exitedMs: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly runtime: string;
  readonly ports: readonly PortMapping[];
  readonly container: StoredContainer;
  readonly task: TaskState | undefined;
}

/** Newest first; stopped ones too where `all` is set; of all, or those that one of the engine's filters `records` takes. Two calls to the engine, however many there are. */
export async function listContainers(
  context: Pick<Context, "engine" | "settings" | "signal">,
  { all, records = [] }: { readonly all: boolean; readonly records?: readonly string[] },
): Promise<ContainerSummary[]> {
  const [containers, tasks] =
    all || records.length > 0 ? await recordsAndTasks(context, records) : await shownRecords(context);
  const summaries = containers
    .filter((container) => all || isAlive(tasks.get(container.id)) || hasRestartPolicy(container))
    .map((container) => summarize(context, container, tasks.get(container.id)))
    .filter(({ status }) => all || shownWithoutAll.includes(status))
    .sort((a, b) => b.createdMs - a.createdMs);
  await superviseListed(context, summaries);
  return summaries;
}

type Found = readonly [containers: readonly StoredContainer[], tasks: ReadonlyMap<string, TaskState>];

async function recordsAndTasks(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  filters: readonly string[],
): Promise<Found> {
  return await Promise.all([engine.containers.list(filters, { signal }), engine.tasks.list({ signal })]);
}

/** More would cost the engine, which compares each record with all of them, what the records that they leave out save. */
const mostFilters = 32;

/** Of those that run, and those that a policy may bring back: a record takes 10 KB, and most of many are of containers that have exited. */
async function shownRecords({ engine, signal }: Pick<Context, "engine" | "signal">): Promise<Found> {
  const tasks = await engine.tasks.list({ signal });
  const alive = [...tasks].filter(([, task]) => isAlive(task)).map(([id]) => `id==${id}`);
  const filters = alive.length < mostFilters ? [...alive, `labels."${labelKeys.restartPolicy}"`] : [];
  return [await engine.containers.list(filters, { signal }), tasks];
}

const shownWithoutAll: readonly ContainerStatus[] = ["running", "paused", "restarting"];

/** A supervisor that was killed is missed by who looks first. */
async function superviseListed(
  context: Pick<Context, "engine" | "settings">,
  summaries: readonly ContainerSummary[],
): Promise<void> {
  const waiting = summaries.find(
    ({ health, status, labels }) => health !== undefined || (status !== "exited" && hasRestartPolicy({ labels })),
  );
  if (waiting === undefined || waiting.status === "created") return;
  const { supervise } = await import("../supervised.ts");
  await supervise(context, waiting, { isAttached: false });
}

function summarize(
  context: Pick<Context, "engine" | "settings">,
  container: StoredContainer,
  task: TaskState | undefined,
): ContainerSummary {
  const { id, image, labels, runtime, createdAt } = container;
  const { status, exit } = containerState(container, task, statePaths(namespaced(context), id));
  const createdMs = Date.parse(createdAt);
  return {
    id,
    name: containerName(container),
    image: familiarName(image),
    status,
    health: isAlive(task) ? healthStateOf(container)?.Status : undefined,
    exitCode: exit?.exitCode,
    createdMs,
    // Read when asked for: `ps -q` shows hundreds without either.
    get startedMs() {
      const startMs = isAlive(task) ? processStartMs(task.pid) : undefined;
      // The kernel's time of a start may be a second too early.
      return startMs && Math.max(startMs, createdMs);
    },
    exitedMs: exit && exit.exitedAt !== "" ? Date.parse(exit.exitedAt) : undefined,
    labels,
    runtime: runtime.name,
    get ports() {
      return isAlive(task) ? publishedPorts(context, id) : [];
    },
    container,
    task,
  };
}

/** Synchronous, since a list reads hundreds of these small files: the thread pool would cost more than the reads. */
export function publishedPorts(context: Pick<Context, "engine" | "settings">, id: string): PortMapping[] {
  const { networkConfig } = statePaths(namespaced(context), id);
  try {
    const { portMappings = [] } = JSON.parse(readFileSync(networkConfig, "utf8")) as {
      portMappings?: NerdctlPortMapping[];
    };
    return portMappings.map(fromNerdctlPort);
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

function namespaced({ settings, engine }: Pick<Context, "engine" | "settings">) {
  return { ...settings, namespace: engine.namespace };
}
