import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import type { Healthcheck } from "../../image/document/image-config.ts";
import { notRunning } from "../exec.ts";
import { lifeStartMs } from "../record/container-state.ts";
import { containerName } from "../record/lookup.ts";
import { statePaths } from "../record/state-directory.ts";
import { isAlive } from "../record/status.ts";
import { ifPresent } from "../wait.ts";
import { runProbe } from "./health-probe.ts";
import { healthcheckOf, healthStateOf, writeHealth } from "./health-record.ts";
import { type HealthState, nextHealthState, startingState } from "./health-state.ts";
import { healthTiming } from "./health-timing.ts";

/**
 * The topic of the event that a container's health has changed, for every subscriber of containerd. It is a ContainerUpdate, a type that all
 * of them know, whose labels are `name`, `image` and Docker's `health_status`: `healthy` or `unhealthy`.
 */
export const healthTopic = "/nerdsh/health";

/** Runs the check once and writes down what follows; undefined where the container does not run. The failure of an early look is forgotten. */
export async function checkHealth(
  context: Context,
  container: StoredContainer,
  { check, isEarly }: { readonly check: Healthcheck; readonly isEarly: boolean },
): Promise<HealthState | undefined> {
  const { engine, settings } = context;
  const { id } = container;
  const result = await runProbe(context, container, check);
  if (result === undefined) return undefined;
  if (isEarly && result.ExitCode !== 0) return healthStateOf(container);
  const [now, task] = await Promise.all([ifPresent(engine.containers.get(id)), ifPresent(engine.tasks.get({ id }))]);
  // Meanwhile it may have begun another life, which this result is not about.
  const startedMs = isAlive(task)
    ? lifeStartMs(task.pid, statePaths({ ...settings, namespace: engine.namespace }, id))
    : undefined;
  if (now === undefined || startedMs === undefined || startedMs > Date.parse(result.End)) return undefined;
  const before = healthStateOf(now) ?? startingState;
  const { startPeriodMs, retries } = healthTiming(check);
  const inStartPeriod = Date.parse(result.Start) - startedMs < startPeriodMs;
  const state = nextHealthState(before, result, { inStartPeriod, retries });
  await writeHealth(context, now, { state, result });
  if (state.Status !== before.Status) await publish(context, now, state);
  return state;
}

async function publish({ engine }: Context, container: StoredContainer, { Status }: HealthState): Promise<void> {
  const { id, image } = container;
  const labels = { name: containerName(container), image, health_status: Status };
  await engine.events.publish(healthTopic, "containerd.events.ContainerUpdate", { id, image, labels });
}

/** The same by hand, at any time. Throws INVALID_VALUE for a container without a check, CONTAINER_NOT_RUNNING for one that does not run. */
export async function checkHealthNow(context: Context, container: StoredContainer): Promise<HealthState> {
  const check = healthcheckOf(container);
  if (check === undefined) {
    const message = `no health check configured: ${containerName(container)}`;
    throw new NerdError("INVALID_VALUE", message, { exitCode: 1 });
  }
  const state = await checkHealth(context, container, { check, isEarly: false });
  if (state === undefined) throw notRunning(container);
  return state;
}
