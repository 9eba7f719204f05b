import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Exit } from "../../engine/tasks.ts";
import { NerdError } from "../../errors.ts";
import { healthcheckOf } from "../health/health-record.ts";
import { lastLogLines } from "../logs/last-log-lines.ts";
import { publishedPorts } from "../record/list.ts";
import { containerName } from "../record/lookup.ts";
import type { ProbeResult } from "./port-probe.ts";
import { healthReadiness, portReadiness, type Readiness } from "./readiness.ts";
import { checkReadiness, checkTimeoutMs, type ReadyCheck } from "./ready-check.ts";

export interface ReadyOptions {
  /** Milliseconds until NOT_READY; a minute where absent. */
  readonly timeoutMs?: number;
  /** Only the HEALTHCHECK counts: a container without one is refused. */
  readonly healthOnly?: boolean;
  /** All of these count, rather than what follows from the container. */
  readonly checks?: readonly ReadyCheck[];
}

const defaultTimeoutMs = 60_000;

/**
 * Resolves once the container is ready: all `checks` pass; without any, its HEALTHCHECK where it has one, else its published ports
 * accept, else at once. Throws NOT_READY with the last look and the last lines of its log where the time is up or it has exited.
 */
export async function waitUntilReady(
  context: Context,
  container: StoredContainer,
  exit: Promise<Exit>,
  { timeoutMs = defaultTimeoutMs, healthOnly = false, checks = [] }: ReadyOptions = {},
): Promise<void> {
  if (checks.length === 0) {
    using readiness = readinessOf(context, container, healthOnly);
    if (readiness) await waitFor(context, container, exit, { readiness, timeoutMs });
    return;
  }
  if (checks.includes("health")) requireHealthcheck(container);
  // The first failure ends the other waits.
  const failed = new AbortController();
  const shared = { ...context, signal: AbortSignal.any([context.signal, failed.signal]) };
  const waits = checks.map(async (check) => {
    try {
      using readiness = checkReadiness(shared, container, check);
      const own = Math.min(timeoutMs, checkTimeoutMs(check) ?? timeoutMs);
      await waitFor(shared, container, exit, { readiness, timeoutMs: own });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(waits);
  context.signal.throwIfAborted();
  failed.signal.throwIfAborted();
}

async function waitFor(
  context: Context,
  container: StoredContainer,
  exit: Promise<Exit>,
  { readiness, timeoutMs }: { readonly readiness: Readiness; readonly timeoutMs: number },
): Promise<void> {
  const state: { end?: { readonly exitCode?: number } } = {};
  exit.then(
    (exited) => (state.end = exited),
    () => (state.end = {}), // It did not run, or was removed meanwhile.
  );
  const deadline = performance.now() + timeoutMs;
  let last: ProbeResult | undefined;
  for (;;) {
    context.signal.throwIfAborted();
    const seen = await readiness.look(Math.max(1, deadline - performance.now()));
    if (seen.ready) return;
    // The one before tells more than one that the deadline has cut short.
    if (last === undefined || state.end || performance.now() <= deadline) last = seen;
    if (state.end) {
      const { exitCode } = state.end;
      const how = exitCode === undefined ? "does not run" : `has exited with status ${exitCode}`;
      throw await notReady(context, container, { how, last, exitCode });
    }
    if (performance.now() > deadline)
      throw await notReady(context, container, { how: `is not ready after ${timeoutMs / 1000} s`, last });
    await Promise.race([readiness.next(deadline - performance.now()), exit.catch(() => {})]);
  }
}

function readinessOf(context: Context, container: StoredContainer, healthOnly: boolean): Readiness | undefined {
  if (healthcheckOf(container) !== undefined) return healthReadiness(context, container);
  if (healthOnly) requireHealthcheck(container);
  const ports = publishedPorts(context, container.id);
  return ports.length === 0 ? undefined : portReadiness(context, container.id, ports);
}

function requireHealthcheck(container: StoredContainer): void {
  if (healthcheckOf(container) !== undefined) return;
  throw new NerdError("INVALID_VALUE", `no health check configured: ${containerName(container)}`, {
    hint: "the image needs a HEALTHCHECK, or the container --health-cmd",
  });
}

interface Failure {
  readonly how: string;
  readonly last: ProbeResult;
  readonly exitCode?: number | undefined;
}

async function notReady(
  context: Context,
  container: StoredContainer,
  { how, last, exitCode }: Failure,
): Promise<NerdError> {
  const lines = await lastLogLines(context, container, { isOver: exitCode !== undefined });
  return new NerdError("NOT_READY", `${containerName(container)} ${how}; ${last.text}`, {
    exitCode: exitCode || 1,
    ...(lines !== "" && { stderr: lines }),
  });
}
