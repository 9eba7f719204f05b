import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import Module, { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { codeUse } from "./code-use.ts";

/**
 * Runs a CommonJS file, in the form of scripts/single-script.ts, with the code that V8 compiled of it before: what
 * `module.enableCompileCache()` does since Node 22. Where there is none yet, or of another Node, the file is compiled, and this process
 * leaves the cache when it exits. Gives the file's exports, which a `require` of it gets from then on.
 */
export function loadCached(file: string): unknown {
  const source = readFileSync(file, "latin1"); // The bundle is ASCII, which V8 then keeps as one byte a character.
  const cacheFile = cachePath(file);
  const cachedData = cacheFile && readOwn(cacheFile);
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  if (cacheFile && (cachedData === undefined || script.cachedDataRejected)) {
    // A command that failed may have run next to nothing, and a mistyped one none at all.
    process.once("exit", (status) => status === 0 && save(cacheFile, script.createCachedData()));
  }
  // In code that comes from a cache, Node 20 fails at `import()`: the file is handed one that works, for its neighbours.
  const module = Object.assign(new Module(file), { filename: file, importModule: (path: string) => import(path) });
  const require = createRequire(file);
  require.cache[file] = module;
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  module.loaded = true;
  return module.exports;
}

/**
 * V8 itself looks at the length of the source only, hence time and size in the name. Each use has a cache of its own, of what it runs
 * and nothing else: loading what a pull ran takes a `ps` 10 ms. Undefined where nothing can be kept.
 */
function cachePath(file: string): string | undefined {
  if (process.env["NODE_DISABLE_COMPILE_CACHE"]) return undefined;
  const use = codeUse(process.argv.slice(2));
  const { mtimeMs, size } = statSync(file);
  const name = `${process.version}-${process.arch}-${size}-${Math.floor(mtimeMs)}-${use}`;
  const home = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(home, "nerdsh", "code", name);
}

/** The file, where this user has written it: under sudo, the directory may be another's. */
function readOwn(path: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, "r");
    try {
      return fstatSync(descriptor).uid === process.geteuid?.() ? readFileSync(descriptor) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Renamed into place, for others that read; a home that cannot be written to costs 20 ms at each start, and nothing else. */
function save(path: string, code: Buffer): void {
  const draft = `${path}.${process.pid}`;
  try {
    // Nobody else may write what this user runs.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, code, { mode: 0o600 });
    renameSync(draft, path);
    removeOld(dirname(path));
  } catch {
    // As good as without.
  }
}

const keptMs = 30 * 24 * 3600 * 1000;

/** What versions of nerdsh and of Node have left that were here before. */
function removeOld(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { force: true });
  }
}
