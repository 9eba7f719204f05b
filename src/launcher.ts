#!/usr/bin/env -S node --
// Without the `--`, Node looks among the words of the program for an `--env-file` of its own, and ends where it misses that file.
import { join } from "node:path";
import { endWithTerminal } from "./lost-terminal.ts";
import { loadCached } from "./platform/node/code-cache.ts";
import { loadParts } from "./platform/parts-on-demand.ts";
import { runtimeName } from "./platform/runtime.ts";
import { findPlainRecipe, type PlainRecipe, runPlainRecipe } from "./recipe/plain-recipe.ts";

/**
 * `dist/main.cjs`, and as an ES module `dist/main.js`: loads the bundled program, and the code that was compiled of it at an earlier start. A plain recipe
 * runs without it, until it uses something of it.
 */
if (runtimeName === "node") runWhole();
else void findPlainRecipe(__dirname).then((recipe) => (recipe === undefined ? runWhole() : runPlain(recipe)));

/** What scripts/single-script.ts makes. */
interface Script {
  program(): typeof import("./program.ts");
  begunRecipe(): typeof import("./recipe/begun-recipe.ts");
  index(): typeof import("./index.ts");
}

interface LoadedScript {
  readonly script: Script;
  readonly keep?: () => Promise<void> | void;
}

function runWhole(): void {
  const { script, keep } = load();
  void script
    .program()
    .runProgram(process.argv.slice(2))
    .then((status) => end(status, keep));
}

async function runPlain(recipe: PlainRecipe): Promise<void> {
  let keep: LoadedScript["keep"];
  const status = await runPlainRecipe(recipe, () => {
    const { script, ...loaded } = load();
    keep = loaded.keep;
    return { exports: script.index(), begin: script.begunRecipe().beginRecipe };
  });
  if (status !== undefined) await end(status, keep);
}

async function end(status: number, keep: LoadedScript["keep"]): Promise<void> {
  process.exitCode = status;
  endWithTerminal(); // As in main.ts.
  if (status === 0) await keep?.();
}

function load(): LoadedScript {
  process.on("exit", endWithTerminal);
  const program = join(__dirname, "program.cjs");
  // Also where Node has a cache of its own: of this one expression it keeps the outermost function and none of those that have run.
  if (runtimeName === "node") return { script: loadCached(program) as Script };
  const { exports, keep } = loadParts(program);
  return { script: exports as Script, keep };
}
