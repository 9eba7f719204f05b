import { type FileHandle, open, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** One file of a log, held open so that it can be read to its end wherever rotation moves it. */
export interface LogFile {
  readonly handle: FileHandle;
  /** Device and inode: what stays the same when a file is renamed. */
  readonly identity: string;
}

/**
 * Opens the files of the log at `path` that are newer than `known` (all of them where there is none, or where it was
 * rotated away), oldest first. The caller closes them.
 */
export async function openNewer(path: string, known?: LogFile): Promise<LogFile[]> {
  const newestFirst: LogFile[] = [];
  // From new to old, because rotation only makes files older: one that moves meanwhile is met twice, never missed.
  for (let number = 0; ; number++) {
    const file = await openFile(number === 0 ? path : `${path}.${number}`);
    const isKnown = file !== undefined && file.identity === known?.identity;
    const met = newestFirst.findIndex((other) => other.identity === file?.identity);
    if (file && !isKnown && met < 0) newestFirst.push(file);
    else await file?.handle.close();
    if (isKnown) break;
    // What came between two meetings is newer, and left for the next look; or else older, and met again from here on.
    if (met >= 0) await closeAll(newestFirst.splice(met + 1));
    // Rotation renames the oldest first, so that for a moment one number or another is not there.
    if (!file && number >= (await highestNumber(path))) break;
  }
  return newestFirst.reverse();
}

export async function closeAll(files: readonly LogFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.handle.close()));
}

async function highestNumber(path: string): Promise<number> {
  const prefix = `${basename(path)}.`;
  const names = (await whereThere(readdir(dirname(path)))) ?? [];
  const numbers = names.filter((name) => name.startsWith(prefix)).map((name) => Number(name.slice(prefix.length)));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}

async function openFile(path: string): Promise<LogFile | undefined> {
  const handle = await whereThere(open(path, "r"));
  if (!handle) return undefined;
  const { dev, ino } = await handle.stat({ bigint: true });
  return { handle, identity: `${dev}:${ino}` };
}

async function whereThere<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
