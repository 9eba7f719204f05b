import { text } from "node:stream/consumers";
import type { NerdshModule } from "../platform/module-loader.ts";
import { resolveSettings } from "../settings/resolve.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import { apiGlobals } from "./api-globals.ts";
import { beginProcess } from "./begun-process.ts";
import { runCode, runRecipe } from "./run-recipe.ts";

export interface RecipeCommand {
  readonly settings: GlobalFlags;
  readonly eval: string | undefined;
  /** The recipe and its own arguments; with `--eval` arguments alone. */
  readonly rest: readonly string[];
}

/** `nerdsh file.nerd.ts args…`, `nerdsh -e 'code' args…`, and a program from standard input. */
export async function runRecipeCommand(
  { settings: flags, eval: code, rest }: RecipeCommand,
  nerdsh: NerdshModule,
): Promise<number> {
  const { cacheDir } = await resolveSettings({ flags, environment: process.env });
  const interrupt = beginProcess(flags);
  const shared = { globals: apiGlobals(await nerdsh.exports()), nerdsh, cacheDir, cwd: process.cwd(), interrupt };
  if (code !== undefined) return await runCode({ ...shared, code, args: rest });
  const [file, ...args] = rest;
  if (file === undefined) return await runCode({ ...shared, code: await text(process.stdin), name: "stdin", args });
  return await runRecipe({ ...shared, file, args });
}
