import { join, resolve } from "node:path";
import { type CompilerConfig, nerdshPaths, nodeTypes, recipeOptions } from "./editor-config.ts";
import { directoriesAbove } from "./nearest.ts";
import type { PackageHome } from "./package-home.ts";

/** The project's own `tsconfig.json`, with what the compiler says is in it after all that it extends. */
export interface ProjectConfig {
  readonly file: string;
  readonly directory: string;
  readonly compilerOptions: {
    readonly paths?: Readonly<Record<string, readonly string[]>>;
    readonly types?: readonly string[];
    readonly typeRoots?: readonly string[];
  };
}

export interface CheckInput {
  /** Absolute paths. */
  readonly recipes: readonly string[];
  readonly home: PackageHome;
  /** Where the first recipe lies. */
  readonly directory: string;
  readonly project?: ProjectConfig;
}

/**
 * What checks the recipes and what they import, and nothing else of the project: its strictness, its paths, its types, but modules
 * as nerdsh runs them. It lies in a directory of its own, so that all paths are absolute.
 */
export function checkConfig({ recipes, home, directory, project }: CheckInput): CompilerConfig {
  const { paths = {}, types = [], typeRoots } = project?.compilerOptions ?? {};
  const at = project?.directory ?? directory;
  const absolute = (path: string) => resolve(at, path);
  const ownPaths = Object.entries(paths).map(([name, targets]) => [name, targets.map(absolute)]);
  // Packages are looked for as they would be from the project: `types` names them.
  const above = directoriesAbove(at).flatMap((each) => [join(each, "node_modules/@types"), join(each, "node_modules")]);
  const { target, lib, strict, skipLibCheck, ...ofModules } = recipeOptions;
  return {
    ...(project && { extends: project.file }),
    compilerOptions: {
      ...(!project && { target, lib, strict, skipLibCheck }),
      ...ofModules,
      ...(project && { composite: false, declaration: false, emitDeclarationOnly: false, incremental: false }),
      types: [...new Set([...types, "node"])],
      typeRoots: [...(typeRoots?.map(absolute) ?? above), ...nodeTypes(home)],
      paths: { ...nerdshPaths(home), ...Object.fromEntries(ownPaths) },
    },
    files: [globalsOf(home, paths, absolute), ...recipes],
    include: [],
  };
}

/** A project that says where they are has its reasons: two of them would be two declarations of each name. */
function globalsOf(
  home: PackageHome,
  paths: NonNullable<ProjectConfig["compilerOptions"]["paths"]>,
  absolute: (path: string) => string,
) {
  const [own] = paths["nerdsh/globals"] ?? [];
  return own === undefined ? home.globals : absolute(own);
}
