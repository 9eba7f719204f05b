import { setTimeout as delay } from "node:timers/promises";
import type { NerdError } from "../../errors.ts";

export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  /** Wait before the second try; each further one doubles it. */
  readonly baseMs: number;
  /** The longest wait, also where the server asks for a longer one: then there is no further try. */
  readonly capMs: number;
}

export const defaultRetries: RetryPolicy = { attempts: 6, baseMs: 250, capMs: 30_000 };

/** A failure that another try may not meet again; it never leaves this room. */
export class PassingFailure extends Error {
  /** What the user gets where no try is left. */
  readonly error: NerdError;
  readonly retryAfterMs: number | undefined;
  /** Tries that it counts as: one that took long leaves fewer. */
  readonly cost: number;

  constructor(error: NerdError, { retryAfterMs, cost = 1 }: { retryAfterMs?: number | undefined; cost?: number } = {}) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
    this.cost = cost;
  }
}

/** Tries again after a PassingFailure, with growing waits; every other failure is final. */
export async function retry<T>(act: () => Promise<T>, policy: RetryPolicy, signal: AbortSignal): Promise<T> {
  for (let spent = 0; ; ) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      spent += error.cost;
      const waitMs = waitBefore(spent, error.retryAfterMs, policy);
      if (waitMs === undefined) throw error.error;
      await pause(waitMs, signal);
    }
  }
}

/** Milliseconds until the next try, `spent` ones being used up; undefined where there shall be none. */
export function waitBefore(spent: number, retryAfterMs: number | undefined, policy: RetryPolicy): number | undefined {
  if (spent >= policy.attempts || (retryAfterMs ?? 0) > policy.capMs) return undefined;
  const grown = Math.min(policy.capMs, policy.baseMs * 2 ** (spent - 1));
  // Half of it is chance, so that clients which failed together do not come back together.
  return Math.max(retryAfterMs ?? 0, grown / 2 + Math.random() * (grown / 2));
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await delay(ms, undefined, { signal }).catch((error) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110). */
export function retryAfterMs(header: string | undefined, nowMs = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
