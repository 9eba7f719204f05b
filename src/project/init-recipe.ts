import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { NerdError } from "../errors.ts";
import { configText, editorConfigPath, writeEditorConfig } from "./editor-config.ts";
import { packageHome } from "./package-home.ts";
import { findTemplate, templatesIn } from "./templates.ts";

export interface InitOptions {
  /** `deploy` and `scripts/deploy.nerd.ts` are both names; the template's own where absent. */
  readonly name: string | undefined;
  readonly template: string;
  /** Writes over a recipe that is there; over nothing else. */
  readonly force: boolean;
  /** The project's directory. */
  readonly cwd: string;
}

export interface Initialized {
  /** Relative to the project, as the rest. */
  readonly recipe: string;
  readonly written: readonly string[];
  /** Whether the project's own `tsconfig.json` knows nothing of recipes, and so editors do not either. */
  readonly isUnwired: boolean;
}

/**
 * Writes a recipe, and what editors need to know its types. Throws ALREADY_EXISTS rather than write over one, and NOT_FOUND
 * for an unknown template.
 */
export async function initRecipe({ name, template, force, cwd }: InitOptions): Promise<Initialized> {
  const home = packageHome(cwd);
  const { name: known, text } = findTemplate(template, templatesIn(home.recipes));
  const file = resolve(cwd, recipeFile(name ?? known));
  const recipe = relative(cwd, file);
  await mkdir(dirname(file), { recursive: true });
  await writeNew(file, text, { force, shown: recipe });
  const config = join(cwd, "tsconfig.json");
  const hasConfig = existsSync(config);
  if (!hasConfig) await writeFile(config, configText({ extends: `./${editorConfigPath}` }));
  writeEditorConfig(cwd, home);
  return {
    recipe,
    written: [recipe, ...(hasConfig ? [] : ["tsconfig.json"]), editorConfigPath],
    isUnwired: hasConfig && !(await readFile(config, "utf8")).includes(editorConfigPath),
  };
}

function recipeFile(name: string): string {
  return /\.[mc]?[jt]s$/.test(name) ? name : `${name}.nerd.ts`;
}

async function writeNew(file: string, text: string, { force, shown }: { force: boolean; shown: string }) {
  try {
    await writeFile(file, text, { flag: force ? "w" : "wx", mode: 0o755 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new NerdError("ALREADY_EXISTS", `there is a file of that name: ${shown}`, {
      hint: "give another name, or --force to write over it",
      cause: error,
    });
  }
}
