import * as exports from "./index.ts";
import { endWithTerminal } from "./lost-terminal.ts";
import { runProgram } from "./program.ts";
import { beginRecipe } from "./recipe/begun-recipe.ts";
import { findPlainRecipe, type PlainRecipe, runPlainRecipe } from "./recipe/plain-recipe.ts";

/** What the standalone executable does when it is started: what it imports, it loads by its first use. */
export function start(): void {
  void findPlainRecipe("/").then((recipe) => (recipe === undefined ? runWhole() : runPlain(recipe)));
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
