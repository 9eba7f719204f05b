/** Docker's words. A container without a check has none. */
export type HealthStatus = "starting" | "healthy" | "unhealthy";

/** nerdctl's label `nerdctl/healthstate`. */
export interface HealthState {
  readonly Status: HealthStatus;
  /** Failures since the last success, those of the start period left out. */
  readonly FailingStreak: number;
  readonly InStartPeriod: boolean;
}

/** One probe: a line of nerdctl's `health.json`, and an element of Docker's `Health.Log`. */
export interface HealthResult {
  /** RFC 3339. */
  readonly Start: string;
  readonly End: string;
  /** 0 is healthy; -1 where the probe took too long, or could not be run. */
  readonly ExitCode: number;
  readonly Output: string;
}

export const startingState: HealthState = { Status: "starting", FailingStreak: 0, InStartPeriod: true };

/** What follows from one more result. From moby, daemon/health.go, handleProbeResult. */
export function nextHealthState(
  before: HealthState,
  { ExitCode }: Pick<HealthResult, "ExitCode">,
  { inStartPeriod, retries }: { readonly inStartPeriod: boolean; readonly retries: number },
): HealthState {
  if (ExitCode === 0) return { Status: "healthy", FailingStreak: 0, InStartPeriod: false };
  if (before.Status === "starting" && inStartPeriod) return { ...before, InStartPeriod: true };
  const FailingStreak = before.FailingStreak + 1;
  const Status = FailingStreak >= retries ? "unhealthy" : before.Status;
  return { Status, FailingStreak, InStartPeriod: false };
}
