import { type FileHandle, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NerdError } from "../errors.ts";
import { diskFull, errno } from "./atomic-file.ts";
import { isRunning, processIdentity } from "./process-identity.ts";

/** Told apart by this, the unfinished files of one process. */
let count = 0;

/**
 * Writes a large file for the user, who sees it only once it is whole; a pipe or a device gets the bytes as they come. What killed
 * processes left of the same file is removed.
 */
export async function writeOutputFile(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const target = await realpath(path).catch((error) => {
    if (errno(error) === "ENOENT") return path;
    throw unwritable(path, error);
  });
  try {
    const there = await kindOf(target);
    if (there === "directory") throw new NerdError("INVALID_VALUE", `is a directory: ${path}`, { exitCode: 1 });
    if (there === "other") await writeAll(await open(target, "w"), bytes);
    else await writeAside(target, bytes);
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function writeAside(target: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const directory = dirname(target);
  const start = `.${basename(target).slice(0, 100)}.`;
  await removeAbandoned(directory, start);
  const partial = join(directory, `${start}${processIdentity()}.${count++}.partial`);
  try {
    await writeAll(await open(partial, "wx", 0o600), bytes);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function removeAbandoned(directory: string, start: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, identity] = /^(\d+-\d+-[^.]+)\.\d+\.partial$/.exec(name.slice(start.length)) ?? [];
    const isAbandoned = name.startsWith(start) && identity !== undefined && !isRunning(identity);
    if (isAbandoned) await rm(join(directory, name), { force: true });
  }
}

/** The next bytes are fetched while those before are written. */
async function writeAll(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let written = Promise.resolve();
  try {
    for await (const chunk of bytes) {
      await written;
      written = file.writeFile(chunk);
      written.catch(() => {}); // It is awaited with the next chunk, or below.
    }
    await written;
  } finally {
    await written.catch(() => {}); // It was thrown above, or something before it was.
    await file.close();
  }
}

async function kindOf(path: string): Promise<"file" | "directory" | "other" | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "directory";
    return found.isFile() ? "file" : "other";
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such directory",
  ENOTDIR: "no such directory",
  EACCES: "not allowed",
  EROFS: "the file system is read-only",
};

function unwritable(path: string, error: unknown): unknown {
  const reason = reasons[errno(error) ?? ""];
  if (reason === undefined) return diskFull(error, path);
  return new NerdError("INVALID_VALUE", `cannot write ${path}: ${reason}`, { exitCode: 1, cause: error });
}
