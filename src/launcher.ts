#!/usr/bin/env -S node --
// Without the `--`, Node looks among the words of the program for an `--env-file` of its own, and ends where it misses that file.
import { join } from "node:path";
import { endWithTerminal } from "./lost-terminal.ts";
import { loadCached } from "./platform/node/code-cache.ts";
import { loadParts } from "./platform/parts-on-demand.ts";

/** `dist/main.cjs`: loads the bundled program, and the code that V8 compiled of it at an earlier start. */
const program = join(__dirname, "program.cjs");

process.on("exit", endWithTerminal);
void load()
  .program()
  .runProgram(process.argv.slice(2))
  .then((status) => {
    process.exitCode = status;
    endWithTerminal(); // As in main.ts.
  });

/** What scripts/single-script.ts makes. */
interface Script {
  program(): typeof import("./program.ts");
}

function load(): Script {
  // Also where Node has a cache of its own: of this one expression it keeps the outermost function and none of those that have run.
  const isNode = process.versions.bun === undefined && !("Deno" in globalThis);
  return (isNode ? loadCached(program) : loadParts(program)) as Script;
}
