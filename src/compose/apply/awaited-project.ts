import { healthcheckOf } from "../../container/health/health-record.ts";
import { lastLogLines } from "../../container/logs/last-log-lines.ts";
import { containerName } from "../../container/record/lookup.ts";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import type { Project } from "../project.ts";
import { type Observation, observe } from "../state/observe.ts";
import { shown } from "./apply-context.ts";
import { awaitCondition } from "./awaited-condition.ts";

/**
 * Resolves once every container of the project's services runs, and is healthy where that is checked. One that others wait for to complete
 * may have ended well. `seen` is the project as it is at this moment, where that is known. Throws NOT_READY where one does not, or the time is up,
 * with the end of its log.
 */
export async function awaitRunning(
  context: Context,
  project: Project,
  { timeoutSeconds, seen }: { readonly timeoutSeconds: number | undefined; readonly seen?: Observation },
): Promise<void> {
  const late = new AbortController();
  const seconds = timeoutSeconds ?? 0;
  const timer =
    seconds > 0 ? setTimeout(() => late.abort(new Error("not healthy in time")), seconds * 1000) : undefined;
  const unready = new Set<StoredContainer>();
  const waiting = { ...context, signal: AbortSignal.any([context.signal, late.signal]) };
  try {
    const observed = seen ?? (await observe(context, project.name));
    const containers = observed.containers.filter(({ service }) => Object.hasOwn(project.services, service));
    await Promise.all(
      containers.map(async ({ id, name, service, status, exitCode }) => {
        const record = observed.records.get(id);
        if (record !== undefined && healthcheckOf(record) !== undefined) {
          unready.add(record);
          await shown({ context, project }, { part: "container", name, states: ["waiting", "healthy"] }, () =>
            awaitCondition(waiting, name, "service_healthy"),
          );
          unready.delete(record);
          return;
        }
        if (status !== "exited" || (exitCode === 0 && isToComplete(project, service))) return;
        throw new NerdError("NOT_READY", `container ${name} exited (${exitCode})`, {
          hint: `nerdsh logs ${name}`,
          stderr: await lastLogLines(context, { id }, { isOver: true }),
        });
      }),
    );
  } catch (error) {
    if (!late.signal.aborted || context.signal.aborted) throw error;
    const [first] = unready;
    throw new NerdError("NOT_READY", `application not healthy after ${seconds}s`, {
      hint: `still awaited: ${[...unready].map(containerName).sort().join(", ")}`,
      ...(first && { stderr: await lastLogLines(context, first) }),
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

function isToComplete(project: Project, service: string): boolean {
  return Object.values(project.services).some(
    ({ depends_on: dependencies = {} }) =>
      Object.hasOwn(dependencies, service) && dependencies[service]?.condition === "service_completed_successfully",
  );
}
