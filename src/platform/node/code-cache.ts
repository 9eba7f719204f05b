import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";
import { codePlace, keepCode, readKept } from "../code-place.ts";

/**
 * Runs a CommonJS file, in the form of scripts/single-script.ts, with the code that V8 compiled of it before: what
 * `module.enableCompileCache()` does since Node 22. Where there is none yet, or of another Node, the file is compiled, and this process
 * leaves the cache when it exits. Gives the file's exports, which a `require` of it gets from then on.
 */
export function loadCached(file: string): unknown {
  const source = readFileSync(file, "latin1"); // The bundle is ASCII, which V8 then keeps as one byte a character.
  const place = codePlace(file, process.version);
  const cachedData = place && readKept(place);
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  if (place && (cachedData === undefined || script.cachedDataRejected)) {
    // A command that failed may have run next to nothing, and a mistyped one none at all.
    process.once("exit", (status) => status === 0 && keepCode(place, script.createCachedData()));
  }
  // In code that comes from a cache, Node 20 fails at `import()`: the file is handed one that works, for its neighbours.
  const module = Object.assign(new Module(file), { filename: file, importModule: (path: string) => import(path) });
  const require = createRequire(file);
  require.cache[file] = module;
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  module.loaded = true;
  return module.exports;
}
