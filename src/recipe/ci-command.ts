import { chdir } from "node:process";
import type { NerdshModule } from "../platform/module-loader.ts";
import { findPipeline } from "../project/pipeline-file.ts";
import { type RecipeCommand, runRecipeCommand } from "./recipe-command.ts";

/** `nerdsh ci [TASK…]`: the project's pipeline, run in the project's directory wherever below it one is. */
export async function runCiCommand(called: RecipeCommand, nerdsh: NerdshModule): Promise<number> {
  const { directory, file } = findPipeline(process.cwd());
  chdir(directory);
  return await runRecipeCommand({ ...called, rest: [file, ...called.rest.slice(1)] }, nerdsh);
}
