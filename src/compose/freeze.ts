import { pauseContainer, unpauseContainer } from "../container/pause.ts";
import type { Context } from "../context.ts";
import { shown } from "./apply/apply-context.ts";
import { type KnownProject, presentContainers } from "./known/known-project.ts";

interface Freeze {
  readonly service: readonly string[];
  readonly dryRun: boolean;
}

/** Freezes the containers of services that run. With `dryRun` gives what would be done, a line each, and does nothing. */
export async function pauseServices(context: Context, known: KnownProject, freeze: Freeze): Promise<string[]> {
  return await eachContainer(context, known, { ...freeze, from: "running" });
}

/** Lets those go on that are paused. */
export async function unpauseServices(context: Context, known: KnownProject, freeze: Freeze): Promise<string[]> {
  return await eachContainer(context, known, { ...freeze, from: "paused" });
}

async function eachContainer(
  context: Context,
  known: KnownProject,
  { service, dryRun, from }: Freeze & { readonly from: "running" | "paused" },
): Promise<string[]> {
  const containers = (await presentContainers(context, known, service)).filter(({ status }) => status === from);
  if (dryRun) return containers.map(({ name }) => `${from === "running" ? "pause" : "unpause"} ${name}`);
  await Promise.all(
    containers.map(({ name, summary: { container } }) =>
      from === "running"
        ? shown({ context, project: known }, { part: "container", name, states: ["pausing", "paused"] }, () =>
            pauseContainer(context, container),
          )
        : shown({ context, project: known }, { part: "container", name, states: ["unpausing", "unpaused"] }, () =>
            unpauseContainer(context, container),
          ),
    ),
  );
  return [];
}
