import type { Project } from "../../compose/project.ts";
import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { type ComposeOptions, projectOf } from "./project-source.ts";

/**
 * What the flags of a command mean that makes nothing. As with docker compose, a name without files is enough, and then no file is read:
 * containers say by their labels what they belong to. Throws COMPOSE_NOT_FOUND where there is neither.
 */
export async function foundProject(
  context: Context,
  options: ComposeOptions,
): Promise<{ readonly name: string; readonly project: Project | undefined }> {
  const { projectName, file } = options;
  if (projectName !== undefined && file.length === 0) {
    const { checkedName } = await import("../../compose/load/project-name.ts");
    return { name: checkedName(projectName), project: undefined };
  }
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

/** The same, for commands that plan by a project: an empty one where there is but a name. */
export async function projectOrName(context: Context, options: ComposeOptions): Promise<Project> {
  const { name, project } = await foundProject(context, options);
  if (project !== undefined) return project;
  const { namedProject } = await import("../../compose/known/named-project.ts");
  return namedProject(name, context.cwd);
}
