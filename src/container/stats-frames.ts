import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { isNerdError } from "../errors.ts";
import { containerName, findContainer } from "./record/lookup.ts";
import { isAlive } from "./record/status.ts";
import { type ContainerStats, sampleMs, sampleOf, statsBetween, type UsageSample, watchMs } from "./stats.ts";

/** One line of a frame. */
export interface ContainerUsage {
  readonly id: string;
  readonly name: string;
  /** As whoever asked for it has named it. */
  readonly asked?: string;
  /** Undefined where it does not run. */
  readonly stats: ContainerStats | undefined;
}

type FramesContext = Pick<Context, "engine" | "signal">;

export interface FramesRequest {
  /** Names or beginnings of ids; all that run where there are none, and with `all` the others, too. */
  readonly containers: readonly string[];
  readonly all: boolean;
  /** One frame, and no more. */
  readonly once: boolean;
  /** Only those that it takes, of all there are at each moment. */
  isWanted?(container: StoredContainer): boolean;
}

/**
 * What containers use, every second: three calls to the engine a frame, however many there are. Ends where none of those that
 * were named is left; throws UNKNOWN_CONTAINER for a name that never was.
 */
export async function* usageFrames(
  context: FramesContext,
  { containers, all, once, isWanted = () => true }: FramesRequest,
): AsyncGenerator<readonly ContainerUsage[], void> {
  const asked = await askedFor(context, containers);
  const ids = asked.size > 0 ? new Set(asked.keys()) : undefined;
  let before = (await usageNow(context, ids)).samples;
  for (let waitMs = sampleMs; ; waitMs = watchMs) {
    await delay(waitMs, undefined, { signal: context.signal });
    const { containers, samples } = await usageNow(context, ids);
    if (ids && containers.length === 0) return;
    const shown = containers.filter((container) => (ids || all || samples.has(container.id)) && isWanted(container));
    yield inOrder(shown, asked).map((container) => {
      return {
        ...usageOf(container, before.get(container.id), samples.get(container.id)),
        ...nameOf(asked, container),
      };
    });
    if (once) return;
    before = samples;
  }
}

/** By id, in the order in which they were named. */
async function askedFor(context: FramesContext, references: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const find = async (reference: string) => [(await findContainer(context, reference)).id, reference] as const;
  return new Map(await Promise.all(references.map(find)));
}

function nameOf(asked: ReadonlyMap<string, string>, { id }: StoredContainer): Pick<ContainerUsage, "asked"> {
  const name = asked.get(id);
  return name === undefined ? {} : { asked: name };
}

/** As with Docker, those that were named come as they were named. */
function inOrder(containers: readonly StoredContainer[], asked: ReadonlyMap<string, string>): StoredContainer[] {
  const order = [...asked.keys()];
  return [...containers].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

function usageOf(
  container: StoredContainer,
  before: UsageSample | undefined,
  now: UsageSample | undefined,
): ContainerUsage {
  const stats = now && statsBetween(before ?? now, now, container);
  return { id: container.id, name: containerName(container), stats };
}

/** Newest first, as `ps` has them, and a sample of each that runs. */
async function usageNow(
  { engine, signal }: FramesContext,
  ids: ReadonlySet<string> | undefined,
): Promise<{ containers: StoredContainer[]; samples: Map<string, UsageSample> }> {
  const [listed, tasks, metrics] = await Promise.all([
    engine.containers.list([], { signal }),
    engine.tasks.list({ signal }),
    engine.tasks.metrics(ids ? [...ids].map((id) => `id==${id}`) : [], { signal }),
  ]);
  const containers = listed
    .filter(({ id }) => !ids || ids.has(id))
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const metricOf = new Map(metrics.map((metric) => [metric.id, metric]));
  const samples = containers.flatMap((container) => {
    const [task, metric] = [tasks.get(container.id), metricOf.get(container.id)];
    const sample =
      isAlive(task) && metric !== undefined ? knownSample(() => sampleOf(metric, task, container)) : undefined;
    return sample ? [[container.id, sample] as const] : [];
  });
  return { containers, samples: new Map(samples) };
}

/** A runtime that counts otherwise is no reason to show nothing of the others. */
function knownSample(sample: () => UsageSample | undefined): UsageSample | undefined {
  try {
    return sample();
  } catch (error) {
    if (isNerdError(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}
