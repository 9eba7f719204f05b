import { dirname, join } from "node:path";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../scripts/runtimes.ts";
import { bundledMain } from "./command-line.ts";

/**
 * A nerdsh of what ships, on a runtime: program and words. From the source it starts in several times of that; test/runtime/api has both.
 */
export async function nerdshOn(runtime: RuntimeName, words: readonly string[] = []): Promise<[string, ...string[]]> {
  return await programOn(runtime, [await door(runtime), ...words]);
}

/** The script of what ships that a runtime starts. */
async function door(runtime: RuntimeName): Promise<string> {
  return join(dirname(await bundledMain()), runtime === "deno" ? "main.js" : "main.cjs");
}

/** The same for a bundled program of the tests, which comes first among the words. */
export async function programOn(runtime: RuntimeName, words: readonly string[]): Promise<[string, ...string[]]> {
  return [await runtimePath(runtime), ...runtimeArguments(runtime, "bundle"), ...words];
}
