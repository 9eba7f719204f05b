import { toMilliseconds } from "../duration.ts";
import { isNerdError, NerdError } from "../errors.ts";
import type { TaskDefinition } from "./task.ts";

/** How long what was stopped may take to clean up, before the run goes on without it. */
const graceMs = 10_000;
const longestDelayMs = 30_000;

export interface Attempts {
  readonly task: Pick<TaskDefinition, "name" | "retry" | "timeoutMs">;
  readonly signal: AbortSignal;
  act(signal: AbortSignal, attempt: number): Promise<unknown>;
  onRetry(attempt: number, delayMs: number, error: unknown): void;
}

/** Runs `act` until it succeeds, or its last try fails; an interruption is not tried again. */
export async function attempts({ task, signal, act, onRetry }: Attempts): Promise<void> {
  const { times, delay = 1_000 } = task.retry;
  for (let attempt = 1; ; attempt++) {
    try {
      return await limited(task, signal, (own) => act(own, attempt));
    } catch (error) {
      if (attempt > times || signal.aborted) throw error;
      const delayMs = Math.min(longestDelayMs, toMilliseconds(delay) * 2 ** (attempt - 1));
      onRetry(attempt + 1, delayMs, error);
      await pause(delayMs, signal);
    }
  }
}

async function limited(
  { name, timeoutMs }: Attempts["task"],
  outer: AbortSignal,
  act: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(outer.reason);
  outer.addEventListener("abort", stop, { once: true });
  const late = () => controller.abort(new DOMException(`the time of ${name} is up`, "TimeoutError"));
  const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
  const abandonment = abandoned(controller.signal);
  try {
    await Promise.race([act(controller.signal), abandonment.promise]);
  } catch (error) {
    if (!controller.signal.aborted || outer.aborted) throw error;
    throw isNerdError(error, "TIMED_OUT") || isStop(error) ? timedOut(name, error) : error;
  } finally {
    clearTimeout(timer);
    abandonment.clear();
    outer.removeEventListener("abort", stop);
  }
  if (controller.signal.aborted && !outer.aborted) throw timedOut(name, controller.signal.reason);
}

function timedOut(name: string, cause: unknown): NerdError {
  const hint = "allow it more by the task's `timeout`";
  return new NerdError("TIMED_OUT", `the task took too long: ${name}`, { hint, cause });
}

function isStop(error: unknown): boolean {
  if (isNerdError(error, "CANCELLED")) return true;
  // zx's failure of a process that was ended by a signal.
  if (error instanceof Error && "signal" in error && typeof error.signal === "string") return true;
  return error instanceof DOMException && (error.name === "TimeoutError" || error.name === "AbortError");
}

/** Rejects where `signal` has aborted and nothing has come of it. */
function abandoned(signal: AbortSignal): { promise: Promise<never>; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  let start = () => {};
  const promise = new Promise<never>((_, reject) => {
    start = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    signal.addEventListener("abort", start, { once: true });
  });
  const clear = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", start);
  };
  return { promise, clear };
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, delayMs);
    signal.addEventListener("abort", stop, { once: true });
  });
}
