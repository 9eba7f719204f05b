import { endWithTerminal } from "./lost-terminal.ts";
import { runProgram } from "./program.ts";
import { findPlainRecipe, runPlainRecipe } from "./recipe/plain-recipe.ts";

process.on("exit", endWithTerminal);
const recipe = await findPlainRecipe();
if (recipe === undefined) {
  process.exitCode = await runProgram(process.argv.slice(2));
} else {
  // Loaded before it is needed: a module of a source cannot be loaded at once on every runtime.
  const [{ beginRecipe }, exports] = await Promise.all([import("./recipe/begun-recipe.ts"), import("./index.ts")]);
  const status = await runPlainRecipe(recipe, (console) => beginRecipe(recipe, exports, console));
  if (status !== undefined) process.exitCode = status;
}
// Now too: what could not be written to it fails in a moment.
endWithTerminal();
