import { appendFileSync, closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

const largestBytes = 1 << 20;
const tailBytes = 16 << 10;

/** Before a start of its writer: a log that has grown becomes `<path>.1`, so that the two together stay bounded. The size that is left. */
export function rotateLog(path: string): number {
  const bytes = sizeOf(path);
  if (bytes <= largestBytes) return bytes;
  renameSync(path, `${path}.1`);
  return 0;
}

/** Adds a line to a log of this process's own, which only its user can read. Makes missing directories, mode 0700. */
export function appendLine(path: string, line: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rotateLog(path);
  appendFileSync(path, `${line}\n`, { mode: 0o600 });
}

/** The last lines written at or after byte `from`, newest last. */
export function lastLogLines(path: string, from: number, count = 5): readonly string[] {
  const bytes = sizeOf(path);
  const start = Math.max(from, bytes - tailBytes);
  if (bytes <= start) return [];
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(bytes - start);
    const read = readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString("utf8", 0, read).trimEnd().split("\n").slice(-count);
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
