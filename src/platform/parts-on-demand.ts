import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { keptByBun } from "./bun/kept-parts.ts";
import { keptByDeno } from "./deno/kept-parts.ts";
import { type ScriptParts, scriptParts } from "./script-parts.ts";

/** The function that `ScriptParts.withParts` writes. */
export type PartsScript = (
  ...given: [
    exports: unknown,
    require: NodeJS.Require,
    module: unknown,
    filename: string,
    dirname: string,
    others: ScriptParts,
  ]
) => void;

/** What a runtime has of the script from earlier starts. */
export interface KeptParts {
  readonly run: PartsScript;
  /** Keeps what this process has used, for later ones; undefined where there is nothing left to do. */
  readonly keep?: () => Promise<void> | void;
}

export interface LoadedParts {
  /** The script's exports, which a `require` of it gets from then on. */
  readonly exports: unknown;
  /** To be called when the program has ended well. */
  readonly keep: () => Promise<void> | void;
}

/**
 * Runs a script of scripts/single-script.ts on Bun or Deno. They keep no compiled code of what is required, and would read 4 MB at each start:
 * here a part is compiled when it is first asked for, and the next process of the same use finds it compiled.
 */
export function loadParts(file: string): LoadedParts {
  const parts = scriptParts(file);
  const { run, keep = () => {} } = ("Bun" in globalThis ? keptByBun : keptByDeno)(file, parts);
  const module = Object.assign(new Module(file), { filename: file, importModule: (path: string) => import(path) });
  const require = createRequire(file);
  require.cache[file] = module;
  run(module.exports, require, module, file, dirname(file), parts);
  module.loaded = true;
  return { exports: module.exports, keep };
}
