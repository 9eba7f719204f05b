import type { Context } from "../../context.ts";
import { serviceContainer } from "../known/known-project.ts";
import { logName } from "../logs/log-name.ts";
import type { NamedLine } from "../logs/requested-logs.ts";
import type { Project } from "../project.ts";
import { projectContainers } from "../state/observe.ts";
import { up } from "../up.ts";
import { watchExits } from "./exits.ts";
import type { ForegroundRequest } from "./foreground-request.ts";
import { ForegroundRun } from "./foreground-run.ts";
import { shownServices } from "./shown-services.ts";

/** A project that runs in front of the caller. */
export interface ForegroundUp {
  /** What stands before lines that are known to come. */
  readonly sources: readonly string[];
  /** Until all that is shown has ended; the caller's first signal stops the project, the second one kills it. */
  readonly lines: AsyncIterable<NamedLine>;
  /** Once there are no more lines. */
  exitCode(): number;
}

/** `up` without `-d`. */
export async function upForeground(
  context: Context,
  project: Project,
  request: ForegroundRequest,
): Promise<ForegroundUp> {
  const shown = shownServices(project, request);
  const since = new Date().toISOString();
  const watching = new AbortController();
  // Before anything is started, so that no exit is missed.
  const exits = await watchExits(
    { ...context, signal: AbortSignal.any([context.signal, watching.signal]) },
    project.name,
  );
  try {
    await up(context, project, request);
  } catch (error) {
    watching.abort();
    throw error;
  }
  const run = new ForegroundRun(context, project, { request, exits, watching });
  const containers = (await projectContainers(context, project.name)).map(serviceContainer);
  const sources = containers
    .filter(({ service, isOneOff }) => !isOneOff && shown.includes(service))
    .map((container) => logName(project.name, container))
    .sort();
  return {
    sources,
    lines: run.lines({ since, shown, sources }),
    exitCode: () => run.exitCode,
  };
}
