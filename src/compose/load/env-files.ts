import { AttributeProblem } from "../attribute-problem.ts";
import { parseEnvFile } from "./env-file.ts";
import type { ProjectFiles } from "./project-files.ts";
import type { Lookup } from "./substitution.ts";

/** The variables of several env files: a later one's count, and may use those before. */
export function envFilesInto(paths: readonly string[], lookup: Lookup, files: ProjectFiles): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const path of paths) {
    const text = files.isDirectory(path) ? undefined : files.read(path);
    if (text === undefined) {
      throw new AttributeProblem([], `no such env file: ${path}`, {
        file: path,
        hint: "check --env-file and env_file",
      });
    }
    const known: Lookup = (name) => lookup(name) ?? (Object.hasOwn(variables, name) ? variables[name] : undefined);
    Object.assign(variables, readEnvText(text, path, known));
  }
  return variables;
}

/** One env file's text; a problem is told with the file's name. */
export function readEnvText(text: string, path: string, lookup: Lookup): Record<string, string> {
  try {
    return parseEnvFile(text, lookup);
  } catch (error) {
    if (!(error instanceof AttributeProblem)) throw error;
    throw new AttributeProblem([], error.message, { ...error.details, file: path });
  }
}
