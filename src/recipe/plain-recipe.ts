import { type BareRuntime, bareRuntime } from "../platform/bare-runtime.ts";
import { lateGlobals } from "../platform/late-globals.ts";
import { zxNames } from "../platform/zx-names.ts";
import { apiGlobalNames } from "./api-globals.ts";
import type { BegunRecipe } from "./begun-recipe.ts";
import { heldConsole } from "./held-console.ts";

/**
 * A recipe in TypeScript that asks for no other module, and so reaches everything by globals. Bun and Deno run such a file as it is, and nothing of
 * nerdsh, nor of Node's, needs to be loaded before it uses the first of them.
 */
export interface PlainRecipe {
  readonly path: string;
  readonly args: readonly string[];
  readonly runtime: BareRuntime;
}

/** What leads to a module otherwise, on Bun also `module`, or to a stream; and escapes, in which any of them can be written. */
const moduleWords = /\b(import|require|module|_stdout|_stderr)\b|\bfrom\s*["']|\\u/;

/** The recipe that the command line asks for, if it is a plain one, without flags before it. */
export async function findPlainRecipe(): Promise<PlainRecipe | undefined> {
  const runtime = bareRuntime();
  const [word, ...args] = runtime?.args ?? [];
  if (runtime === undefined || word === undefined || !/^[^-].*\.m?ts$/.test(word)) return undefined;
  const file = await runtime.readFile(word);
  return file === undefined || moduleWords.test(file.text) ? undefined : { path: file.path, args, runtime };
}

/** Names by which the program reaches anything that this process has to be made ready for. */
const names = ["process", ...apiGlobalNames, ...zxNames];

/**
 * Runs it, and gives the exit status; undefined where nothing says what it is. `begin` makes the process ready for a recipe, at once: what it writes is
 * masked from then on. Nobody can have had a stream before; the console may have been in use, and then its methods are held in what `begin` is given:
 * as long as nothing is begun, there is no secret.
 */
export async function runPlainRecipe(
  { path, runtime }: PlainRecipe,
  begin: (console: Console) => BegunRecipe,
): Promise<number | undefined> {
  let begun: BegunRecipe | undefined;
  let isOver = false;
  const stop = runtime.watch({
    failed: (error) => void begunRecipe().failAndExit(error),
    idle: () => {
      if (isOver) return;
      begunRecipe();
      setTimeout(() => {}); // It will be idle once more, and says so.
    },
  });
  const globals = lateGlobals(names, () => void begunRecipe());
  let held: Console | undefined;
  const ownConsole = lateGlobals(["console"], () => {
    ownConsole.restore();
    held = heldConsole(console);
  });
  const begunRecipe = (): BegunRecipe => {
    if (begun !== undefined) return begun;
    globals.restore(); // First, as all that follows uses them.
    if (held === undefined) ownConsole.restore();
    stop();
    begun = begin(held ?? console);
    if (isOver) begun.isOver();
    return begun;
  };
  try {
    await import(fileUrl(path));
  } catch (error) {
    return await begunRecipe().failImport(error);
  }
  isOver = true;
  return await begun?.end();
}

/** As `pathToFileURL` does: what a URL could take for something else is escaped. */
function fileUrl(path: string): string {
  return `file://${path.split("/").map(encodeURIComponent).join("/")}`;
}
