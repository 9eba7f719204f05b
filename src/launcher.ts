#!/usr/bin/env -S node --
// Without the `--`, Node looks among the words of the program for an `--env-file` of its own, and ends where it misses that file.
import Module from "node:module";
import { join } from "node:path";
import { loadCached } from "./platform/node/code-cache.ts";

/** `dist/main.cjs`: loads the bundled program, and the code that V8 compiled of it at an earlier start. */
const program = join(__dirname, "program.cjs");
const { enableCompileCache } = Module as { enableCompileCache?: () => void };

if (process.versions.bun !== undefined || "Deno" in globalThis) require(program);
else if (enableCompileCache === undefined) loadCached(program);
else {
  enableCompileCache();
  require(program);
}
