import { type FileHandle, open } from "node:fs/promises";

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
    const met = file && [known, ...newestFirst].find((other) => other?.identity === file.identity);
    if (file && !met) newestFirst.push(file);
    else await file?.handle.close();
    // Between the two steps of a rotation there is no newest file, but one before it.
    if ((!file && number > 0) || (met && met === known)) return newestFirst.reverse();
  }
}

async function openFile(path: string): Promise<LogFile | undefined> {
  try {
    const handle = await open(path, "r");
    const { dev, ino } = await handle.stat({ bigint: true });
    return { handle, identity: `${dev}:${ino}` };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
