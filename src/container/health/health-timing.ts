import type { Healthcheck } from "../../image/document/image-config.ts";
import type { HealthStatus } from "./health-state.ts";

/** A check's settings with Docker's defaults filled in, in milliseconds. From moby, daemon/health.go. */
export interface HealthTiming {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
  readonly retries: number;
}

const nsPerMs = 1e6;

export function healthTiming(check: Healthcheck): HealthTiming {
  const ms = (ns: number | undefined, fallback: number) => (ns && ns > 0 ? ns / nsPerMs : fallback);
  return {
    intervalMs: ms(check.Interval, 30_000),
    timeoutMs: ms(check.Timeout, 30_000),
    startPeriodMs: ms(check.StartPeriod, 0),
    startIntervalMs: ms(check.StartInterval, 5_000),
    retries: check.Retries && check.Retries > 0 ? check.Retries : 3,
  };
}

/** One container's checks so far. Times are milliseconds since the epoch. */
export interface HealthHistory {
  readonly startedMs: number;
  readonly status: HealthStatus;
  /** Of the last result in this life. */
  readonly lastEndMs: number | undefined;
}

export interface NextProbe {
  readonly atMs: number;
  /** An early look: its success counts, its failure does not. */
  readonly isEarly: boolean;
}

/** The age of the container at its first early look; each later one is at twice the age. */
const firstEarlyMs = 100;

/**
 * When the next probe is due: Docker's time, an interval after the last result. Whoever starts a container waits for it to be ready, and Docker's
 * first probe comes after half a minute: so while none has passed there are early looks as well, at 100, 200, 400 ms… of the container's age.
 */
export function nextProbe(timing: HealthTiming, history: HealthHistory, nowMs: number): NextProbe {
  const { startedMs, status, lastEndMs = startedMs } = history;
  const isStarting = status === "starting" && lastEndMs - startedMs < timing.startPeriodMs;
  const regularMs = lastEndMs + (isStarting ? timing.startIntervalMs : timing.intervalMs);
  const ageMs = Math.max(nowMs - startedMs, 1);
  const doublings = Math.max(0, Math.ceil(Math.log2(ageMs / firstEarlyMs)));
  const earlyMs = startedMs + firstEarlyMs * 2 ** doublings;
  return status === "starting" && earlyMs < regularMs
    ? { atMs: earlyMs, isEarly: true }
    : { atMs: regularMs, isEarly: false };
}
