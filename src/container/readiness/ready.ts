import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Exit } from "../../engine/tasks.ts";
import { NerdError } from "../../errors.ts";
import { healthcheckOf } from "../health/health-record.ts";
import { loggerDone } from "../logs/logger-lock.ts";
import { readLogs } from "../logs/read.ts";
import { publishedPorts } from "../record/list.ts";
import { containerName } from "../record/lookup.ts";
import { statePaths } from "../record/state-directory.ts";
import type { ProbeResult } from "./port-probe.ts";
import { healthReadiness, portReadiness, type Readiness } from "./readiness.ts";

export interface ReadyOptions {
  /** Milliseconds until NOT_READY; a minute where absent. */
  readonly timeoutMs?: number;
  /** Only the HEALTHCHECK counts: a container without one is refused. */
  readonly healthOnly?: boolean;
}

const defaultTimeoutMs = 60_000;
const logLines = 20;

/**
 * Resolves once the container is ready: its HEALTHCHECK passes where it has one, else its published ports accept, else at
 * once. Throws NOT_READY with the last look and the last lines of its log where the time is up or it has exited.
 */
export async function waitUntilReady(
  context: Context,
  container: StoredContainer,
  exit: Promise<Exit>,
  { timeoutMs = defaultTimeoutMs, healthOnly = false }: ReadyOptions = {},
): Promise<void> {
  using readiness = readinessOf(context, container, healthOnly);
  if (!readiness) return;
  const state: { end?: { readonly exitCode?: number } } = {};
  exit.then(
    (exited) => (state.end = exited),
    () => (state.end = {}), // It did not run, or was removed meanwhile.
  );
  const deadline = performance.now() + timeoutMs;
  let last: ProbeResult = { ready: false, text: "not looked at yet" };
  for (;;) {
    context.signal.throwIfAborted();
    last = await readiness.look();
    if (last.ready) return;
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
  if (healthOnly) {
    throw new NerdError("INVALID_VALUE", `no health check configured: ${containerName(container)}`, {
      hint: "the image needs a HEALTHCHECK, or the container --health-cmd",
    });
  }
  const ports = publishedPorts(context, container.id);
  return ports.length === 0 ? undefined : portReadiness(ports, context.signal);
}

interface Failure {
  readonly how: string;
  readonly last: ProbeResult;
  readonly exitCode?: number | undefined;
}

async function notReady(
  { settings, engine }: Context,
  container: StoredContainer,
  { how, last, exitCode }: Failure,
): Promise<NerdError> {
  const { log } = statePaths({ ...settings, namespace: engine.namespace }, container.id);
  if (exitCode !== undefined) await loggerDone(log);
  const lines: string[] = [];
  for await (const { text } of readLogs({ file: log, tail: logLines })) lines.push(text);
  return new NerdError("NOT_READY", `${containerName(container)} ${how}; ${last.text}`, {
    exitCode: exitCode || 1,
    ...(lines.length > 0 && { stderr: lines.join("\n") }),
  });
}
