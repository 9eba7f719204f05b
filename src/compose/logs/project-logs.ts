import { setTimeout as delay } from "node:timers/promises";
import { systemEvents } from "../../container/events/events.ts";
import { logLines } from "../../container/logs/log-lines.ts";
import type { LogOptions } from "../../container/logs/log-selection.ts";
import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { isUp, type ServiceContainer, serviceContainer } from "../known/known-project.ts";
import { composeLabels } from "../labels.ts";
import { projectContainers } from "../state/observe.ts";
import { TimeMerge } from "./time-merge.ts";

type LogContext = Pick<Context, "engine" | "settings" | "signal" | "emit">;

/** A line with the container that wrote it. */
export interface ProjectLogLine {
  readonly container: ServiceContainer;
  readonly time: string;
  readonly bytes: Uint8Array;
}

export type LogPart = Pick<LogOptions, "tail" | "since" | "until">;

/** A line may be on its way so long: from a pipe through the logger and a file's change to here. */
const patienceMs = 50;
/** A container that is restarted is away for so long at most before nobody is taken to come back. */
const comebackMs = 1_000;

/** What those containers have written until now, in the order of time. */
export async function* writtenLogs(
  context: LogContext,
  containers: readonly ServiceContainer[],
  part: LogPart,
): AsyncGenerator<ProjectLogLine, void, undefined> {
  const merge = new TimeMerge<ProjectLogLine>({ patienceMs: Number.POSITIVE_INFINITY });
  for (const container of containers) merge.add(linesOf(context, container, part));
  merge.close();
  yield* merge;
}

export interface Followed {
  readonly project: string;
  /** Whose log is wanted: those that are there, and those to come. */
  isWanted(container: ServiceContainer): boolean;
  /** Until this is settled it goes on, though nothing runs. */
  readonly open?: Promise<void> | undefined;
}

/**
 * The same, and what they write from now on: also where they are restarted or made anew, and what is new among them. Ends once none of them
 * runs, and none comes back within a second.
 */
export async function* followedLogs(
  context: LogContext,
  followed: Followed,
  part: LogPart,
): AsyncGenerator<ProjectLogLine, void, undefined> {
  const own = new AbortController();
  const signal = AbortSignal.any([context.signal, own.signal]);
  const merge = new TimeMerge<ProjectLogLine>({ patienceMs });
  const over = new Promise<void>((resolve, reject) => {
    lifeEnds({ ...context, signal }, followed, (container, isNew) => {
      // Of a container that is new all is wanted.
      const wanted = isNew ? { until: part.until } : part;
      merge.add(linesOf({ ...context, signal }, container, { ...wanted, follow: true, ended: over, signal }));
    }).then(resolve, reject);
  });
  over.then(
    () => merge.close(),
    (error: unknown) => merge.fail(error),
  );
  try {
    yield* merge;
  } finally {
    own.abort();
  }
}

/** Watches those containers, tells of each one once, and resolves when all have ended. */
async function lifeEnds(
  context: LogContext,
  { project, isWanted, open }: Followed,
  onContainer: (container: ServiceContainer, isNew: boolean) => void,
): Promise<void> {
  const filters = new Map([
    ["type", ["container"]],
    ["event", ["start", "die", "destroy"]],
    ["label", [`${composeLabels.project}=${project}`]],
  ]);
  // Asked for before the list, so that nothing that happens between them is missed.
  const events = systemEvents(context, { filters });
  let next = events.next();
  next.catch(() => {}); // Awaited below.
  const known = new Set<string>();
  const look = async (isFirst: boolean) => {
    const containers = (await projectContainers(context, project)).map(serviceContainer).filter(isWanted);
    for (const container of containers) {
      if (known.has(container.id) || (!isFirst && container.status === "created")) continue;
      known.add(container.id);
      onContainer(container, !isFirst);
    }
    return containers.some(isUp);
  };
  let isAlive = await look(true);
  let isOpen = open !== undefined;
  const closed = open?.then(() => {
    isOpen = false;
  });
  // The signal ends the events: their return() would stand in line behind the one that is asked for, which may never come.
  if (!isAlive && !isOpen) return;
  for (;;) {
    if (!isAlive && isOpen) await Promise.race([next, closed]);
    if (!isAlive && !isOpen && !(await isWithin(next, comebackMs))) break;
    if ((await next).done) break;
    next = events.next();
    next.catch(() => {}); // Awaited above.
    isAlive = await look(false);
  }
}

async function isWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const came = await Promise.race([promise.then(() => true), delay(ms, false, { signal: timer.signal })]);
  timer.abort();
  return came;
}

/** Where a driver keeps nothing to read, the others' logs are still wanted. */
async function* linesOf(
  context: LogContext,
  container: ServiceContainer,
  options: Omit<LogOptions, "file">,
): AsyncGenerator<ProjectLogLine, void, undefined> {
  try {
    for await (const { time, bytes } of logLines(context, container.id, options)) yield { container, time, bytes };
  } catch (error) {
    if (!isNerdError(error, "UNSUPPORTED")) throw error;
    context.emit({ type: "warning", code: error.code, message: `no logs of ${container.name}: ${error.message}` });
  }
}
