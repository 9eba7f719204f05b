import * as exports from "./index.ts";
import { endWithTerminal } from "./lost-terminal.ts";
import { bun } from "./platform/bun/bun.ts";
import { runProgram } from "./program.ts";
import { beginRecipe } from "./recipe/begun-recipe.ts";
import { findPlainRecipe, type PlainRecipe, runPlainRecipe } from "./recipe/plain-recipe.ts";
import { isTypeScriptName } from "./recipe/recipe-name.ts";

/** What the standalone executable does when it is started: what it imports, it loads by its first use. */
export function start(): void {
  const [, , word = ""] = bun().argv;
  // What finds recipes need not be loaded for a command.
  if (!isTypeScriptName(word)) void runWhole();
  else void findPlainRecipe("/").then((recipe) => (recipe === undefined ? runWhole() : runPlain(recipe)));
}

async function runWhole(): Promise<void> {
  process.on("exit", endWithTerminal);
  end(await runProgram(process.argv.slice(2)));
}

async function runPlain(recipe: PlainRecipe): Promise<void> {
  const status = await runPlainRecipe(recipe, () => {
    process.on("exit", endWithTerminal);
    return { exports, begin: beginRecipe };
  });
  if (status !== undefined) end(status);
}

function end(status: number): void {
  process.exitCode = status;
  endWithTerminal(); // As in main.ts.
}
