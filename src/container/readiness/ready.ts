import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Exit } from "../../engine/tasks.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Healthcheck } from "../../image/image-config.ts";
import { loggerDone } from "../logs/logger-lock.ts";
import { readLogs } from "../logs/read.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { publishedPorts } from "../record/list.ts";
import { containerName } from "../record/lookup.ts";
import { statePaths } from "../record/state-directory.ts";
import { hasHealthcheck, type ProbeResult, probeHealth, probePort } from "./probe.ts";

export interface ReadyOptions {
  /** Milliseconds until NOT_READY; a minute where absent. */
  readonly timeoutMs?: number;
  /** Only the HEALTHCHECK counts: a container without one is refused. */
  readonly healthOnly?: boolean;
}

const defaultTimeoutMs = 60_000;
/** Looks follow each other closely at first, and then at most this far apart. */
const longestPauseMs = 500;
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
  const probe = readinessProbe(context, container, healthOnly);
  if (!probe) return;
  const state: { end?: { readonly exitCode?: number } } = {};
  exit.then(
    (exited) => (state.end = exited),
    () => (state.end = {}), // It did not run, or was removed meanwhile.
  );
  const deadline = performance.now() + timeoutMs;
  let last: ProbeResult = { ready: false, text: "not looked at yet" };
  for (let pauseMs = 5; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    context.signal.throwIfAborted();
    last = await probe();
    if (last.ready) return;
    if (state.end) {
      const { exitCode } = state.end;
      const how = exitCode === undefined ? "does not run" : `has exited with status ${exitCode}`;
      throw await notReady(context, container, { how, last, exitCode });
    }
    if (performance.now() > deadline)
      throw await notReady(context, container, { how: `is not ready after ${timeoutMs / 1000} s`, last });
    await Promise.race([delay(pauseMs, undefined, { signal: context.signal }), exit.catch(() => {})]);
  }
}

function readinessProbe(
  context: Context,
  container: StoredContainer,
  healthOnly: boolean,
): (() => Promise<ProbeResult>) | undefined {
  const check = readJsonLabel<Healthcheck | undefined>(container.labels, labelKeys.healthcheck, undefined);
  if (hasHealthcheck(check)) {
    return async () => {
      try {
        return await probeHealth(context, container, check);
      } catch (error) {
        if (!isNerdError(error, "CONTAINER_NOT_RUNNING")) throw error;
        return { ready: false, text: error.message };
      }
    };
  }
  if (healthOnly) {
    throw new NerdError("INVALID_VALUE", `no health check configured: ${containerName(container)}`, {
      hint: "the image needs a HEALTHCHECK",
    });
  }
  const ports = publishedPorts(context, container.id);
  if (ports.length === 0) return undefined;
  return async () => {
    const results = await Promise.all(ports.map((port) => probePort(port, 1_000)));
    return results.find(({ ready }) => !ready) ?? results[0]!;
  };
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
