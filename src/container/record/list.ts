import { readFileSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { ListedContainer, StoredContainer } from "../../engine/containers.ts";
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
import { lifecycleFile, statePaths } from "./state-directory.ts";
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
  readonly container: ListedContainer;
  readonly task: TaskState | undefined;
}

/** One whose whole record was asked for. */
export interface RecordSummary extends ContainerSummary {
  readonly container: StoredContainer;
}

type ListContext = Pick<Context, "engine" | "settings" | "signal">;
type Found = readonly [containers: readonly ListedContainer[], tasks: ReadonlyMap<string, TaskState>];

/** Newest first; stopped ones too where `all` is set. Two calls to the engine, however many there are. */
export async function listContainers(
  context: ListContext,
  { all }: { readonly all: boolean },
): Promise<ContainerSummary[]> {
  const [containers, tasks] = all ? await allRecords(context) : await shownRecords(context);
  const wanted = all ? containers : containers.filter((one) => isAlive(tasks.get(one.id)) || hasRestartPolicy(one));
  const summaries = newestFirst(wanted.map((container) => summarize(context, container, tasks.get(container.id))));
  const shown = all ? summaries : summaries.filter(({ status }) => shownWithoutAll.includes(status));
  await superviseListed(context, shown);
  return shown;
}

/** Those that one of the engine's filters takes, stopped ones too, newest first. */
export async function listRecords(context: ListContext, filters: readonly string[]): Promise<RecordSummary[]> {
  const { engine, signal } = context;
  const [records, tasks] = await Promise.all([
    engine.containers.list(filters, { signal }),
    engine.tasks.list({ signal }),
  ]);
  const summaries = newestFirst(records.map((container) => summarize(context, container, tasks.get(container.id))));
  await superviseListed(context, summaries);
  return summaries;
}

async function allRecords({ engine, signal }: ListContext): Promise<Found> {
  return await Promise.all([engine.containers.listAll({ signal }), engine.tasks.list({ signal })]);
}

/** More would cost the engine, which compares each record with all of them, what the records that they leave out save. */
const mostFilters = 32;

/** Of those that run, and those that a policy may bring back: a record takes 10 KB, and most of many are of containers that have exited. */
async function shownRecords({ engine, signal }: ListContext): Promise<Found> {
  const tasks = await engine.tasks.list({ signal });
  const alive = [...tasks].filter(([, task]) => isAlive(task)).map(([id]) => `id==${id}`);
  if (alive.length >= mostFilters) return [await engine.containers.listAll({ signal }), tasks];
  const filters = [...alive, `labels."${labelKeys.restartPolicy}"`];
  return [await engine.containers.listAtLeast(filters, { signal }), tasks];
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

function newestFirst<S extends ContainerSummary>(summaries: readonly S[]): S[] {
  return summaries.toSorted((a, b) => b.createdMs - a.createdMs);
}

function summarize<C extends ListedContainer>(
  context: Pick<Context, "engine" | "settings">,
  container: C,
  task: TaskState | undefined,
): ContainerSummary & { readonly container: C } {
  const { id, image, labels, runtime, createdAt } = container;
  const { settings, engine } = context;
  const lifecycle = lifecycleFile({ dataStore: settings.dataStore, namespace: engine.namespace }, id);
  const { status, exit } = containerState(container, task, { lifecycle });
  const createdMs = Date.parse(createdAt);
  return {
    id,
    name: containerName(container),
    // Read when asked for: lists show the image as it was written, where that is known.
    get image() {
      return familiarName(image);
    },
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
