import { text } from "node:stream/consumers";
import type { ProjectSource } from "../../compose/load/discovery.ts";
import type { LoadOptions } from "../../compose/load/load-project.ts";
import type { Project } from "../../compose/project.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { OptionsOf } from "../define-command.ts";
import type { composeFlags } from "./group-flags.ts";

export type ComposeOptions = Pick<
  OptionsOf<typeof composeFlags>,
  "file" | "projectName" | "profile" | "envFile" | "projectDirectory"
>;

/** What the caller says of the project, with the standard input where a file is `-`. */
export async function projectSource(context: Context, options: ComposeOptions): Promise<ProjectSource> {
  const { stdio, environment, cwd } = context;
  const readsInput = options.file.includes("-");
  if (readsInput && stdio === undefined) {
    throw new NerdError("INVALID_VALUE", "there is no standard input to read a compose file from");
  }
  const { bringFiles } = await import("../../compose/remote/bring-file.ts");
  return {
    files: options.file,
    projectName: options.projectName,
    projectDirectory: options.projectDirectory,
    envFiles: options.envFile,
    profiles: options.profile,
    environment,
    cwd,
    bring: bringFiles(context),
    standardInput: readsInput && stdio !== undefined ? await text(stdio.stdin) : undefined,
  };
}

/** The project that a command's flags mean; what is odd in it is told as a warning. */
export async function projectOf(
  context: Context,
  options: ComposeOptions,
  load: Omit<LoadOptions, "warn"> = {},
): Promise<Project> {
  const { loadProject } = await import("../../compose/load/load-project.ts");
  return await loadProject(await projectSource(context, options), { ...load, warn: warnTo(context) });
}

export function warnTo(context: Context): (message: string) => void {
  return (message) => context.emit({ type: "warning", code: "COMPOSE", message });
}
