import { totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Metric } from "../engine/protocol.ts";
import { type TaskUsage, taskUsage } from "../engine/task-usage.ts";
import type { TaskState } from "../engine/tasks.ts";
import { NerdError } from "../errors.ts";
import { networkTraffic, type TrafficBytes } from "../network/interface-counters.ts";
import { notRunning } from "./exec.ts";
import { containerName } from "./record/lookup.ts";
import { isAlive } from "./record/status.ts";
import { ifPresent } from "./wait.ts";

/** What a container uses at one moment. Bytes of blocks and network count from its start. */
export interface ContainerStats {
  readonly id: string;
  readonly name: string;
  /** RFC 3339. */
  readonly readAt: string;
  readonly cpuUsageNs: number;
  /** Of one CPU, since the sample before: two busy ones are 200. */
  readonly cpuPercent: number;
  readonly memoryUsageBytes: number;
  /** Its own limit, or what the machine has. */
  readonly memoryLimitBytes: number;
  readonly memoryPercent: number;
  readonly pids: number;
  readonly blockReadBytes: number;
  readonly blockWriteBytes: number;
  readonly networkReceivedBytes: number;
  readonly networkSentBytes: number;
}

export interface UsageSample extends TaskUsage, TrafficBytes {
  /** RFC 3339 with nanoseconds, by the engine's clock. */
  readonly readAt: string;
}

type StatsContext = Pick<Context, "engine" | "signal">;

/** Between the two samples of one look; and between the looks of a watch, as Docker has it. */
export const sampleMs = 500;
export const watchMs = 1000;

/** What the container uses now, from two samples; CONTAINER_NOT_RUNNING where it does not run. */
export async function containerStats(context: StatsContext, container: StoredContainer): Promise<ContainerStats> {
  for await (const stats of statsEvery(sampleMs, context, container)) return stats;
  throw notRunning(container);
}

/** The same every second, until the container has exited. */
export function watchStats(context: StatsContext, container: StoredContainer): AsyncIterable<ContainerStats> {
  return statsEvery(watchMs, context, container);
}

async function* statsEvery(
  ms: number,
  context: StatsContext,
  container: StoredContainer,
): AsyncGenerator<ContainerStats, void> {
  let before = await usageSample(context, container);
  if (before === undefined) throw notRunning(container);
  for (;;) {
    await delay(ms, undefined, { signal: context.signal });
    const now = await usageSample(context, container);
    if (now === undefined) return;
    yield statsBetween(before, now, container);
    before = now;
  }
}

/** Undefined once the container does not run. */
async function usageSample(
  { engine, signal }: StatsContext,
  container: StoredContainer,
): Promise<UsageSample | undefined> {
  const { id } = container;
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (!isAlive(task)) return undefined;
  const [metric] = await engine.tasks.metrics([`id==${id}`], { signal });
  return metric && sampleOf(metric, task, container);
}

/** What a metric tells of a task; undefined where it has exited since. */
export function sampleOf(
  metric: Metric,
  { pid }: Pick<TaskState, "pid">,
  container: Pick<StoredContainer, "id" | "labels">,
): UsageSample | undefined {
  if (metric.data === undefined) return undefined;
  const usage = taskUsage(metric.data);
  if (usage !== undefined) return { ...usage, ...networkTraffic(pid), readAt: metric.timestamp ?? "" };
  throw new NerdError("UNSUPPORTED", `no figures in a form that is known: ${containerName(container)}`, {
    hint: `its runtime gives ${metric.data.typeUrl}`,
  });
}

/** The figures of `now`; how busy the CPUs were in between. */
export function statsBetween(
  before: UsageSample,
  now: UsageSample,
  container: Pick<StoredContainer, "id" | "labels">,
): ContainerStats {
  const elapsedNs = nanoseconds(now.readAt) - nanoseconds(before.readAt);
  const memoryLimitBytes = Math.min(now.memoryLimitBytes ?? Number.POSITIVE_INFINITY, totalmem());
  return {
    id: container.id,
    name: containerName(container),
    readAt: now.readAt,
    cpuUsageNs: now.cpuNs,
    cpuPercent: elapsedNs > 0 ? Math.max(0, ((now.cpuNs - before.cpuNs) / elapsedNs) * 100) : 0,
    memoryUsageBytes: now.memoryBytes,
    memoryLimitBytes,
    memoryPercent: (now.memoryBytes / memoryLimitBytes) * 100,
    pids: now.pids,
    blockReadBytes: now.blockReadBytes,
    blockWriteBytes: now.blockWriteBytes,
    networkReceivedBytes: now.receivedBytes,
    networkSentBytes: now.sentBytes,
  };
}

/** A `Date` knows milliseconds only. The difference of two is exact enough. */
function nanoseconds(time: string): number {
  const [, whole = "", fraction = ""] = /^(.{19})(?:\.(\d+))?Z$/.exec(time) ?? [];
  return Date.parse(`${whole}Z`) * 1e6 + Number(fraction.padEnd(9, "0"));
}
