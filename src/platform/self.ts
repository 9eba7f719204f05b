import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { runtimeName } from "./runtime.ts";

/** The words that start this very nerdsh once more, whichever runtime runs it and from which form: source, bundle or executable. */
export function selfCommand(): [file: string, ...args: string[]] {
  const main = mainFile();
  if (main === undefined) return [process.execPath]; // An executable is runtime and program in one.
  if (runtimeName === "bun") return [process.execPath, "run", main];
  if (runtimeName === "deno") return [process.execPath, "run", "--allow-all", "--no-check", "--quiet", main];
  return [
    process.execPath,
    ...(main.endsWith(".ts") ? ["--import", createRequire(import.meta.url).resolve("tsx")] : []),
    main,
  ];
}

/** Nothing of the caller's but what a runtime needs to find its own files. */
export function selfEnvironment(programDirs: readonly string[]): Record<string, string> {
  const kept = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "DENO_DIR", "NODE_COMPILE_CACHE"];
  const own = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(own), PATH: programDirs.join(":") };
}

/** `main` beside this file or above it, wherever the bundler has put this; not `process.argv`, which is a recipe's or a library user's. */
function mainFile(): string | undefined {
  const url = import.meta.url;
  if (!url.startsWith("file:") || url.includes("/$bunfs/")) return undefined;
  const name = url.endsWith(".ts") ? "main.ts" : "main.cjs";
  const places = ["./", "../"].map((place) => fileURLToPath(new URL(place + name, url)));
  return places.find((path) => existsSync(path));
}
