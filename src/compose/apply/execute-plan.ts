import type { Plan, Step } from "../plan/plan.ts";
import { mostAwaitedFirst } from "../plan/urgency.ts";
import { Slots } from "./slots.ts";

export interface ExecuteOptions {
  /** How many steps go at once; any number where it is not positive. Waiting counts for nothing. */
  readonly parallel: number;
  readonly signal: AbortSignal;
}

/** What a step is done with. */
export interface StepWork {
  /** Ends it, as another one has failed or the caller wants no more. */
  readonly signal: AbortSignal;
  /** Resolves once what its start comes after is done. Nothing else of it may be under way meanwhile: another step may. */
  turn(): Promise<void>;
}

/**
 * Does each step once those that it comes after are done, of several the most awaited first. After a failure, or once `signal` aborts, no other begins; those under way are ended
 * by `signal` of their own, and waited for. Throws the first failure.
 */
export async function executePlan(
  { steps }: Plan,
  { parallel, signal }: ExecuteOptions,
  act: (step: Step, work: StepWork) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const slots = new Slots(parallel);
  const started = new Map<string, Promise<void>>();
  const byId = new Map(steps.map((step) => [step.id, step]));
  const run = (step: Step): Promise<void> => {
    const known = started.get(step.id);
    if (known !== undefined) return known;
    const [earlier, starters] = [step.after, step.startsAfter ?? []].map((ids) =>
      ids.flatMap((id) => byId.get(id) ?? []).map(run),
    );
    const work = (async () => {
      await Promise.all(earlier!);
      stop.throwIfAborted();
      if (step.action.kind === "wait") return await act(step, { signal: stop, turn: async () => {} });
      let slot = await slots.take();
      const turn = async () => {
        slot[Symbol.dispose]();
        await Promise.all(starters!);
        slot = await slots.take();
        stop.throwIfAborted();
      };
      try {
        stop.throwIfAborted();
        await act(step, { signal: stop, turn });
      } finally {
        slot[Symbol.dispose]();
      }
    })();
    started.set(step.id, work);
    work.catch((error: unknown) => failed.abort(error)); // The first one counts; the rest follow from it.
    return work;
  };
  const outcomes = await Promise.allSettled(mostAwaitedFirst(steps).map(run));
  if (outcomes.every(({ status }) => status === "fulfilled")) return;
  throw signal.aborted ? signal.reason : failed.signal.reason;
}
