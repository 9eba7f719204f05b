import type { Project } from "../../compose/project.ts";
import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { type ComposeOptions, projectOf } from "./project-source.ts";

/** The project of the files, for commands that make nothing; where there are none, a name is enough. */
export async function projectOrName(context: Context, options: ComposeOptions): Promise<Project> {
  try {
    return await projectOf(context, options, { steps: { resolveEnvironment: false } });
  } catch (error) {
    const name = options.projectName ?? context.environment["COMPOSE_PROJECT_NAME"];
    if (!name || options.file.length > 0 || !isNerdError(error, "COMPOSE_NOT_FOUND")) throw error;
    const { namedProject } = await import("../../compose/named-project.ts");
    return namedProject(name, context.cwd);
  }
}
