import type { ProjectSource } from "../../compose/load/discovery.ts";
import type { LoadOptions } from "../../compose/load/load-project.ts";
import type { Project } from "../../compose/project.ts";
import type { Context } from "../../context.ts";
import { revealedEnv, type Secret } from "../../secrets/secret.ts";
import { definedProject, type ProjectDefinition, projectNameOf } from "./project-definition.ts";

/** How a project is read, beside its file: the flags of `nerdsh compose` before the command's name. */
export interface ComposeOptions {
  /** Of which services are meant, too; `"*"` is all. `COMPOSE_PROFILES` where absent. */
  readonly profiles?: string | readonly string[] | undefined;
  /** Variables for the file, over those of this process. */
  readonly env?: Readonly<Record<string, string | Secret>> | undefined;
  /** `COMPOSE_PROJECT_NAME`, else what the file says, else its directory's name, where absent; of one in a program the recipe's name. */
  readonly projectName?: string | undefined;
  /** Where relative paths start; the file's directory where absent, of a project in a program the working directory. */
  readonly directory?: string | undefined;
  /** Instead of `.env`. */
  readonly envFile?: string | readonly string[] | undefined;
}

/** One file, several of which each goes over those before it, or the project itself; the files of the working directory where absent. */
export type ComposeSubject = string | readonly string[] | ProjectDefinition | undefined;

export interface ComposeSource {
  readonly subject: ComposeSubject;
  readonly options: ComposeOptions;
  /** The program that has the project in it, where it is a file. */
  readonly recipe: string | undefined;
}

/** Where a project is and what it sees, as the command line says it. */
async function sourceOf(
  context: Pick<Context, "environment" | "cwd" | "settings" | "signal">,
  { subject, options, recipe }: ComposeSource,
): Promise<ProjectSource> {
  const { profiles = [], env = {}, projectName, directory, envFile = [] } = options;
  const { environment, cwd } = context;
  const own = await revealedEnv(env);
  const { bringFiles } = await import("../../compose/remote/bring-file.ts");
  const source = {
    ...{ projectName, projectDirectory: directory, envFiles: [envFile].flat(), profiles: [profiles].flat(), cwd },
    environment: { ...environment, ...own },
    bring: bringFiles(context),
  };
  if (subject === undefined || typeof subject === "string" || isList(subject)) {
    return { ...source, files: [subject ?? []].flat() };
  }
  const { text, variables } = await definedProject(subject, subject.name ?? projectNameOf(recipe));
  return { ...source, files: ["-"], standardInput: text, environment: { ...source.environment, ...variables } };
}

/** Reads it; what is odd in it is told as a warning. Throws COMPOSE_NOT_FOUND, COMPOSE_INVALID, UNKNOWN_SERVICE. */
export async function readProject(
  context: Context,
  source: ComposeSource,
  load: Omit<LoadOptions, "warn" | "files"> = {},
): Promise<Project> {
  const { loadProject } = await import("../../compose/load/load-project.ts");
  const warn = (message: string) => context.emit({ type: "warning", code: "COMPOSE", message });
  return await loadProject(await sourceOf(context, source), { ...load, warn });
}

function isList(subject: readonly string[] | ProjectDefinition): subject is readonly string[] {
  return Array.isArray(subject);
}
