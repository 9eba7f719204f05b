import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import { healthFile, healthStateOf, readResults } from "../health/health-record.ts";
import { FileChanges } from "../logs/file-changes.ts";
import { isAlive } from "../record/status.ts";
import { supervise } from "../supervised.ts";
import { ifPresent } from "../wait.ts";
import { type ProbeResult, probePort } from "./port-probe.ts";

/** One way to tell whether a container is ready. */
export interface Readiness extends Disposable {
  /** Takes at most so long. */
  look(withinMs: number): Promise<ProbeResult>;
  /** Until it is worth while to look again, at most so long. */
  next(withinMs: number): Promise<void>;
}

const portTimeoutMs = 1_000;
/** Looks follow each other closely at first, and then at most this far apart. */
const longestPauseMs = 500;

/** Its published ports accept. */
export function portReadiness(context: Context, id: string, ports: readonly PortMapping[]): Readiness {
  const look = async () => {
    const results = await Promise.all(ports.map((port) => probePort(context, id, { port, timeoutMs: portTimeoutMs })));
    return results.find(({ ready }) => !ready) ?? results[0]!;
  };
  return repeatedly(look, context.signal);
}

/** What nothing tells of: looked at again and again, in pauses that grow where no interval is given. */
export function repeatedly(look: Readiness["look"], signal: AbortSignal, intervalMs?: number): Readiness {
  let pauseMs = intervalMs ?? 5;
  return {
    look,
    async next(withinMs) {
      await delay(Math.min(pauseMs, Math.max(0, withinMs)), undefined, { signal });
      if (intervalMs === undefined) pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    },
    [Symbol.dispose]: () => {},
  };
}

/** The supervisor has found it healthy, which its file tells at once. Where somebody has killed the supervisor, a look asks for the next one. */
export function healthReadiness(context: Context, { id }: Pick<StoredContainer, "id">): Readiness {
  const file = healthFile(context, id);
  const changes = new FileChanges(file);
  const onAbort = () => changes.notify();
  context.signal.addEventListener("abort", onAbort);
  return {
    async look() {
      const { containers, tasks } = context.engine;
      const [container, task] = await Promise.all([ifPresent(containers.get(id)), ifPresent(tasks.get({ id }))]);
      if (container === undefined || !isAlive(task)) return { ready: false, gone: true, text: "it does not run" };
      await supervise(context, container, { isAttached: false });
      const status = healthStateOf(container)?.Status;
      return { ready: status === "healthy", unhealthy: status === "unhealthy", text: lastResult(file) };
    },
    async next(withinMs) {
      const timer = setTimeout(onAbort, withinMs);
      await changes.next();
      clearTimeout(timer);
    },
    [Symbol.dispose]() {
      context.signal.removeEventListener("abort", onAbort);
      changes[Symbol.dispose]();
    },
  };
}

function lastResult(file: string): string {
  const last = readResults(file).at(-1);
  if (last === undefined) return "its health check has not passed yet";
  const output = last.Output.trim();
  return `health check exited with status ${last.ExitCode}${output && `: ${output}`}`;
}
