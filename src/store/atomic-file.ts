import { chmodSync, linkSync, mkdirSync, readdirSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NerdError } from "../errors.ts";
import { isRunning, processIdentity } from "./process-identity.ts";

export interface FileMode {
  /** 0o600 where absent, as nerdctl keeps its store. */
  readonly mode?: number;
}

/**
 * Replaces a file whole: a reader sees the old text or the new one. Makes missing directories, mode 0700.
 *
 * These files are small, and a start writes a dozen of them into the page cache: synchronously that takes a tenth of what
 * the way through libuv's thread pool costs, above all where many start at once.
 */
export async function replaceFile(path: string, data: string | Uint8Array, mode: FileMode = {}): Promise<void> {
  withTemporary(path, data, mode, (temporary) => renameSync(temporary, path));
}

/** Makes a file together with its content, or answers false where it is there already: one of many callers wins. */
export async function createFile(path: string, data: string | Uint8Array, mode: FileMode = {}): Promise<boolean> {
  return withTemporary(path, data, mode, (temporary) => {
    try {
      linkSync(temporary, path);
      return true;
    } catch (error) {
      if (errno(error) === "EEXIST") return false;
      throw error;
    } finally {
      removeFile(temporary);
    }
  });
}

/** Right also where there is none. Node's rmSync looks at a file before it removes it, which costs more than that. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
  }
}

/**
 * The same where this process has other things to do: whoever takes a name out of a directory waits while the file system writes it, which it does
 * all the time where containers end (up to 36 ms a file). Not for a file that is somebody else's by now, as what was read of it may be old by then.
 */
export async function removeFileAside(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
  }
}

/** Files under way, or left half-way by a killed process; listings of a directory pass over them. */
export function isTemporary(name: string): boolean {
  return name.startsWith(".") && name.endsWith(".tmp");
}

/** The paths of those in a directory whose writer is gone: nobody will finish or remove them. */
export async function abandonedTemporaries(directory: string): Promise<string[]> {
  try {
    const names = readdirSync(directory).filter(isTemporary);
    return names.filter((name) => !isRunning(name.split(".")[1] ?? "")).map((name) => join(directory, name));
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

/** The code of a system error, such as `ENOENT`; undefined for anything else. */
export function errno(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Told apart by this, the temporary files of one process; those of others have its identity. */
let count = 0;

function withTemporary<T>(
  path: string,
  data: string | Uint8Array,
  { mode = 0o600 }: FileMode,
  use: (temporary: string) => T,
): T {
  const temporary = join(dirname(path), `.${processIdentity()}.${count++}.tmp`);
  try {
    writeNew(temporary, data, mode);
    return use(temporary);
  } catch (error) {
    removeFile(temporary);
    throw diskFull(error, path);
  }
}

function writeNew(path: string, data: string | Uint8Array, mode: number): void {
  const options = { mode, flag: "wx" };
  try {
    writeFileSync(path, data, options);
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, data, options);
  }
  // The umask may have taken bits away that a container's users need.
  if (mode !== 0o600) chmodSync(path, mode);
}

/** A full disk as an error that users know; anything else as it came. */
export function diskFull(
  error: unknown,
  path: string,
  hint = "free some space: nerdsh system prune removes what no container uses",
): unknown {
  if (errno(error) !== "ENOSPC" && errno(error) !== "EDQUOT") return error;
  return new NerdError("DISK_FULL", `no space left to write ${path}`, { hint, cause: error });
}
