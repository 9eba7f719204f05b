import { down } from "../../compose/down.ts";
import type { Project } from "../../compose/project.ts";
import { projectContainers } from "../../compose/state/observe.ts";
import { type UpRequest, up } from "../../compose/up.ts";
import type { Context } from "../../context.ts";
import { toMilliseconds } from "../../duration.ts";
import type { ComposeUpOptions } from "./compose-options.ts";

/** `up`, which takes down what it has made where it fails, unless something of the project was there before. */
export async function upOrNothing(context: Context, project: Project, options: ComposeUpOptions): Promise<void> {
  const isNew = (await projectContainers(context, project.name)).length === 0;
  try {
    await up(context, project, upRequest(options));
  } catch (error) {
    // By a signal of its own: this one may be the reason.
    if (isNew) await down({ ...context, signal: new AbortController().signal }, project, { timeout: 0 });
    throw error;
  }
}

function upRequest(options: ComposeUpOptions): Partial<UpRequest> {
  const { services = [], wait = true, waitTimeout, build, recreate, timeout } = options;
  return {
    services: [services].flat(),
    wait,
    waitTimeout: waitTimeout === undefined ? undefined : toMilliseconds(waitTimeout) / 1000,
    build: build === undefined ? "missing" : build ? "always" : "never",
    pull: options.pull,
    recreate: recreate === undefined ? "changed" : recreate ? "always" : "never",
    scale: options.scale ?? {},
    noDependencies: options.noDeps ?? false,
    removeOrphans: options.removeOrphans ?? false,
    renewVolumes: options.renewAnonVolumes ?? false,
    timeout: timeout === undefined ? undefined : toMilliseconds(timeout) / 1000,
  };
}
