import { readFileSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { TaskState } from "../../engine/tasks.ts";
import { familiarName } from "../../image/reference.ts";
import { fromNerdctlPort, type NerdctlPortMapping, type PortMapping } from "../../network/port-mapping.ts";
import { errno } from "../../store/atomic-file.ts";
import { containerName } from "./lookup.ts";
import { statePaths } from "./state-directory.ts";
import { type ContainerStatus, isAlive, processStartMs, statusOf } from "./status.ts";

/** A container as lists show it. Times are milliseconds since the epoch. */
export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  /** As users write it: `nginx:latest`. */
  readonly image: string;
  readonly status: ContainerStatus;
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

/** Newest first; stopped ones too where `all` is set. Two calls to the engine, however many there are. */
export async function listContainers(
  context: Pick<Context, "engine" | "settings" | "signal">,
  { all }: { all: boolean },
): Promise<ContainerSummary[]> {
  const { engine, signal } = context;
  const [containers, tasks] = await Promise.all([
    engine.containers.list([], { signal }),
    engine.tasks.list({ signal }),
  ]);
  return containers
    .filter(({ id }) => all || isAlive(tasks.get(id)))
    .map((container) => summarize(context, container, tasks.get(container.id)))
    .sort((a, b) => b.createdMs - a.createdMs);
}

function summarize(
  context: Pick<Context, "engine" | "settings">,
  container: StoredContainer,
  task: TaskState | undefined,
): ContainerSummary {
  const { id, image, labels, runtime, createdAt } = container;
  const status = statusOf(task);
  const hasExited = status === "exited";
  return {
    id,
    name: containerName(container),
    image: familiarName(image),
    status,
    exitCode: hasExited ? task?.exitCode : undefined,
    createdMs: Date.parse(createdAt),
    startedMs: isAlive(task) ? processStartMs(task.pid) : undefined,
    exitedMs: hasExited && task ? Date.parse(task.exitedAt) : undefined,
    labels,
    runtime: runtime.name,
    ports: isAlive(task) ? publishedPorts(context, id) : [],
    container,
    task,
  };
}

/** Synchronous, since a list reads hundreds of these small files: the thread pool would cost more than the reads. */
export function publishedPorts({ settings, engine }: Pick<Context, "engine" | "settings">, id: string): PortMapping[] {
  const { networkConfig } = statePaths({ ...settings, namespace: engine.namespace }, id);
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
