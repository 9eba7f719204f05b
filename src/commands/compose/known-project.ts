import type { KnownProject } from "../../compose/known-project.ts";
import type { Project } from "../../compose/project.ts";
import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { type ComposeOptions, projectOf } from "./project-source.ts";

/**
 * The project that a command's flags mean, with the containers it has. As with docker compose, a name without files is enough: containers
 * say by their labels what they belong to.
 */
export async function knownProject(context: Context, options: ComposeOptions): Promise<KnownProject> {
  const { readKnownProject } = await import("../../compose/known-project.ts");
  return await readKnownProject(context, await namedProject(context, options));
}

async function namedProject(
  context: Context,
  options: ComposeOptions,
): Promise<{ name: string; project: Project | undefined }> {
  const { projectName, file } = options;
  if (projectName !== undefined && file.length === 0) return { name: projectName, project: undefined };
  try {
    // Nothing is made, so that what is in env files matters not.
    const project = await projectOf(context, options, { steps: { resolveEnvironment: false } });
    return { name: project.name, project };
  } catch (error) {
    const name = context.environment["COMPOSE_PROJECT_NAME"];
    if (!name || file.length > 0 || !isNerdError(error, "COMPOSE_NOT_FOUND")) throw error;
    return { name, project: undefined };
  }
}
