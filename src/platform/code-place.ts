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
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { codeUse } from "./node/code-use.ts";

/**
 * Where what was compiled of `file` is kept for processes of this one's use: loading what a pull ran takes a `ps` 10 ms. `runtime` is a name and
 * version. Compilers look at the length of the source at most, hence time and size in the name. Undefined where nothing is to be kept.
 */
export function codePlace(file: string, runtime: string): string | undefined {
  if (process.env["NODE_DISABLE_COMPILE_CACHE"]) return undefined;
  const use = codeUse(process.argv.slice(2));
  const { mtimeMs, size } = statSync(file);
  const home = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(home, "nerdsh", "code", `${runtime}-${process.arch}-${size}-${Math.floor(mtimeMs)}-${use}`);
}

/** The file, where this user has written it: under sudo, the directory may be another's. */
export function readOwn(path: string): Buffer | undefined {
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
export function keepCode(path: string, code: Buffer): void {
  const draft = `${path}.${process.pid}`;
  try {
    // Nobody else may write what this user runs.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, code, { mode: 0o600 });
    renameSync(draft, path);
    removeOldCode(dirname(path));
  } catch {
    // As good as without.
  }
}

const keptMs = 30 * 24 * 3600 * 1000;

/** What versions of nerdsh and of a runtime have left that were here before. */
export function removeOldCode(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
