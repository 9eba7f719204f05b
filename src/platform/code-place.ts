import { closeSync, fstatSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { codeDraft } from "./code-draft.ts";
import { codeUse } from "./code-use.ts";

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

/** The sum of what follows, in a length that keeps that aligned. */
const headBytes = 8;

/** What `keepCode` has kept, where it is whole and this user has written it: under sudo, the directory may be another's. */
export function readKept(path: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, "r");
    try {
      if (fstatSync(descriptor).uid !== process.geteuid?.()) return undefined;
      const bytes = readFileSync(descriptor);
      return bytes.length > headBytes && bytes.readUInt32LE(0) === sumOf(bytes) ? bytes.subarray(headBytes) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** A home that cannot be written to costs 20 ms at each start, and nothing else. */
export function keepCode(path: string, ...code: readonly Uint8Array[]): void {
  const draft = codeDraft(path);
  try {
    const bytes = Buffer.concat([Buffer.alloc(headBytes), ...code]);
    bytes.writeUInt32LE(sumOf(bytes), 0);
    writeFileSync(draft.begin(), bytes, { mode: 0o600 });
    draft.place();
  } catch {
    draft.remove();
  }
}

/**
 * V8 ends the process where code is damaged. What a crash of the machine leaves is short, or has blocks of zeros: a word of each 256 bytes tells,
 * in a tenth of a millisecond.
 */
function sumOf({ buffer, byteOffset, length }: Buffer): number {
  const words = new Uint32Array(buffer, byteOffset, length >> 2); // Node puts buffers at multiples of eight.
  let sum = length;
  for (let at = 1; at < words.length; at += 64) sum = Math.imul(sum ^ words[at]!, 16_777_619); // In its length.
  return sum >>> 0;
}
