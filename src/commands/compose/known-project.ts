import type { KnownProject } from "../../compose/known/known-project.ts";
import type { Context } from "../../context.ts";
import { foundProject } from "./project-or-name.ts";
import type { ComposeOptions } from "./project-source.ts";

/** The project that a command's flags mean, with the containers it has. */
export async function knownProject(context: Context, options: ComposeOptions): Promise<KnownProject> {
  const { readKnownProject } = await import("../../compose/known/known-project.ts");
  return await readKnownProject(context, await foundProject(context, options));
}
