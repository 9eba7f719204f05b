import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { checkConfig, type ProjectConfig } from "./check-config.ts";
import { type Compiler, findCompiler, runCompiler } from "./compiler.ts";
import { configText, editorConfigPath, writeEditorConfig } from "./editor-config.ts";
import { nearest } from "./nearest.ts";
import { type PackageHome, packageHome } from "./package-home.ts";
import { findRecipe } from "./recipe-file.ts";

export interface CheckOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly hasColors: boolean;
}

export interface Checked {
  readonly exitCode: 0 | 1;
  /** What is wrong, each with file, line, column and the code there; empty where nothing is. */
  readonly problems: string;
}

/**
 * Checks the types of recipes without running them: `files` as `nerdsh FILE` finds them. Throws NOT_FOUND, and
 * TYPESCRIPT_MISSING where no compiler is installed.
 */
export async function checkRecipes(files: readonly string[], options: CheckOptions): Promise<Checked> {
  const recipes = files.map((file) => findRecipe(file, options.cwd));
  const directory = dirname(recipes[0]!); // The command takes one at least.
  const home = packageHome(directory);
  const compiler = findCompiler([directory, options.cwd, home.root]);
  const file = nearest(directory, "tsconfig.json");
  if (file !== undefined) await refreshEditorConfig(file, home);
  const project = file === undefined ? undefined : await readProject(compiler, file, options);
  if (typeof project === "string") return { exitCode: 1, problems: project };
  const config = checkConfig({ recipes, home, directory, ...(project && { project }) });
  return await checkWith(compiler, configText(config), options);
}

/** It is in no repository: whoever cloned one has none yet. */
async function refreshEditorConfig(file: string, home: PackageHome): Promise<void> {
  if ((await readFile(file, "utf8")).includes(editorConfigPath)) writeEditorConfig(dirname(file), home);
}

/** The project's options as they result, or what the compiler says is wrong with them. */
async function readProject(compiler: Compiler, file: string, { cwd, signal }: CheckOptions) {
  const { exitCode, output } = await runCompiler(compiler, ["--project", file, "--showConfig"], { cwd, signal });
  if (exitCode !== 0) return output;
  const { compilerOptions = {} } = JSON.parse(output) as Partial<ProjectConfig>;
  return { file: resolve(file), directory: dirname(file), compilerOptions };
}

async function checkWith(
  compiler: Compiler,
  config: string,
  { cwd, signal, hasColors }: CheckOptions,
): Promise<Checked> {
  const directory = await mkdtemp(join(tmpdir(), "nerdsh-check-"));
  try {
    const file = join(directory, "tsconfig.json");
    await writeFile(file, config);
    // Not within its directory: paths in what it says are relative to the caller's.
    const { exitCode, output } = await runCompiler(compiler, ["--project", file, "--pretty"], { cwd, signal });
    const problems = hasColors ? output : stripVTControlCharacters(output);
    return { exitCode: exitCode === 0 ? 0 : 1, problems: exitCode === 0 ? "" : problems };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
