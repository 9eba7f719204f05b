#!/usr/bin/env -S node --
// Without the `--`, Node looks among the words of the program for an `--env-file` of its own, and ends where it misses that file.
import { join } from "node:path";
import { endWithTerminal } from "./lost-terminal.ts";
import { loadCached } from "./platform/node/code-cache.ts";
import { loadParts } from "./platform/parts-on-demand.ts";

/** `dist/main.cjs`: loads the bundled program, and the code that V8 compiled of it at an earlier start. */
const program = join(__dirname, "program.cjs");

process.on("exit", endWithTerminal);
const { script, keep } = load();
void script
  .program()
  .runProgram(process.argv.slice(2))
  .then(async (status) => {
    process.exitCode = status;
    endWithTerminal(); // As in main.ts.
    if (status === 0) await keep?.();
  });

/** What scripts/single-script.ts makes. */
interface Script {
  program(): typeof import("./program.ts");
}

function load(): { readonly script: Script; readonly keep?: () => Promise<void> | void } {
  // Also where Node has a cache of its own: of this one expression it keeps the outermost function and none of those that have run.
  const isNode = process.versions.bun === undefined && !("Deno" in globalThis);
  if (isNode) return { script: loadCached(program) as Script };
  const { exports, keep } = loadParts(program);
  return { script: exports as Script, keep };
}
