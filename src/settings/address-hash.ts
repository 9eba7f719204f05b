import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { shortTextSha256 } from "./sha256.ts";

/** nerdctl's name for an engine in its data root: of the socket's path with symlinks resolved, whether it exists yet or not. */
export function addressHash(address: string): string {
  return shortHash(resolved(address));
}

/** The first 8 hexadecimal digits of the SHA-256. */
export function shortHash(text: string): string {
  return shortTextSha256(text).slice(0, 8);
}

/** The path with symlinks resolved as far as it exists. */
function resolved(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(resolved(parent), basename(path));
  }
}
