import { type BareRuntime, bareRuntime, type ClosedModule } from "../platform/bare-runtime.ts";
import { defineGlobal } from "../platform/define-global.ts";
import { lateGlobals } from "../platform/late-globals.ts";
import { zxNames } from "../platform/zx-names.ts";
import { cacheDirectory, systemRoot } from "../settings/cache-directory.ts";
import { apiGlobalNames } from "./api-globals.ts";
import type { BegunRecipe } from "./begun-recipe.ts";
import { heldConsole } from "./held-console.ts";
import { lateExports } from "./late-exports.ts";
import { isTypeScriptName } from "./recipe-name.ts";

/**
 * A recipe whose modules are local files and nerdsh itself, and which so reaches everything else by globals. On Bun and Deno it runs as it is, and nothing of
 * nerdsh, nor of Node's, needs to be loaded before it uses the first of them.
 */
export interface PlainRecipe {
  readonly module: ClosedModule;
  readonly args: readonly string[];
  readonly runtime: BareRuntime;
}

/** The recipe that the command line asks for, if it is a plain one, without flags before it; `directory` is that of this program. */
export async function findPlainRecipe(directory: string): Promise<PlainRecipe | undefined> {
  const runtime = bareRuntime();
  const [word, ...args] = runtime?.args ?? [];
  if (runtime === undefined || word === undefined || !isTypeScriptName(word)) return undefined;
  const cacheDir = (root = systemRoot) => cacheDirectory(root);
  const module = await runtime.findClosed(word, { directory, cacheDir });
  return module && { module, args, runtime };
}

/** The program, once something of it is used. */
export interface LoadedProgram {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Makes the process ready for a recipe, at once: what it writes is masked from then on. */
  begin(recipe: { readonly path: string; readonly args: readonly string[] }, console: Console): BegunRecipe;
}

/** Names by which the program reaches anything that this process has to be made ready for, beside nerdsh's own. */
const names = ["process", ...zxNames];

/**
 * Runs it, and gives the exit status; undefined where nothing says what it is. Nobody can have had a stream before the program is loaded; the console
 * may have been in use, and then its methods are held: as long as nothing is loaded, there is no secret.
 */
export async function runPlainRecipe(
  { module, args, runtime }: PlainRecipe,
  load: () => LoadedProgram,
): Promise<number | undefined> {
  let begun: { readonly recipe: BegunRecipe; readonly exports: LoadedProgram["exports"] } | undefined;
  let isOver = false;
  const stop = runtime.watch({
    failed: (error) => void begin().recipe.failAndExit(error),
    idle: () => {
      if (isOver) return;
      begin();
      setTimeout(() => {}); // It will be idle once more, and says so.
    },
  });
  const globals = lateGlobals(names, () => void begin());
  let held: Console | undefined;
  const ownConsole = lateGlobals(["console"], () => {
    ownConsole.restore();
    held = heldConsole(console);
  });
  const begin = () => {
    if (begun !== undefined) return begun;
    globals.restore(); // First, as all that follows uses them.
    if (held === undefined) ownConsole.restore();
    stop();
    const { exports, begin } = load();
    begun = { exports, recipe: begin({ path: module.path, args }, held ?? console) };
    if (isOver) begun.recipe.isOver();
    return begun;
  };
  const exports = lateExports(() => begin().exports);
  for (const name of apiGlobalNames) defineGlobal(name, { value: exports[name], writable: true });
  runtime.provide(exports);
  try {
    await module.import();
  } catch (error) {
    return await begin().recipe.fail(error);
  }
  isOver = true;
  return await begun?.recipe.end();
}
