import { checkHealth } from "../container/health/health-check.ts";
import { healthcheckOf, healthFile, healthStateOf, readResults } from "../container/health/health-record.ts";
import { startingState } from "../container/health/health-state.ts";
import { healthTiming, nextProbe } from "../container/health/health-timing.ts";
import { lifeStartMs } from "../container/record/container-state.ts";
import { statePaths } from "../container/record/state-directory.ts";
import { isAlive } from "../container/record/status.ts";
import type { Duty, DutyContext, Seen } from "./duty.ts";

/** A container that runs is checked when it is time. One that is paused waits for the event of its resumption. */
export const healthChecks: Duty = {
  name: "health check",
  isUnhurried: true,
  isNeeded: ({ container, task }) => isAlive(task) && healthcheckOf(container) !== undefined,
  async attend(context, seen, askedMs = Date.now()) {
    const { container, task } = seen;
    const check = healthcheckOf(container);
    if (check === undefined || task?.status !== "RUNNING") return undefined;
    // A timer is late by a millisecond, after which the early look that it was set for would be past.
    const next = nextProbe(healthTiming(check), historyOf(context, seen), Math.min(askedMs, Date.now()));
    if (next.atMs > Date.now()) return next.atMs;
    await checkHealth(context, container, { check, isEarly: next.isEarly });
    return Date.now() + 1;
  },
};

/** A result from before the start, and the state that followed from it, are of another life. */
function historyOf(context: DutyContext, { container, task }: Seen) {
  const { id } = container;
  const startedMs = lifeStartMs(task?.pid ?? 0, statePaths(context.settings, id)) ?? Date.now();
  const results = readResults(healthFile(context, id)).filter(({ End }) => Date.parse(End) >= startedMs);
  const last = results.at(-1);
  const { Status } = (last && healthStateOf(container)) ?? startingState;
  return { startedMs, status: Status, lastEndMs: last && Date.parse(last.End) };
}
