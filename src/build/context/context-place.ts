import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";
import { closest } from "../../suggest.ts";

/** Whether BuildKit fetches it itself: from moby, builder/remotecontext/urlutil. */
export function isRemote(text: string): boolean {
  return /^(https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(text);
}

/** A directory that is there, absolute, and by its true name. Throws CONTEXT_NOT_FOUND. */
export async function contextDirectory(cwd: string, text: string): Promise<string> {
  const path = resolve(cwd, text);
  try {
    if ((await stat(path)).isDirectory()) return await realpath(path);
  } catch (cause) {
    if (errno(cause) !== "ENOENT" && errno(cause) !== "ENOTDIR") {
      throw new NerdError("CONTEXT_NOT_FOUND", `the context cannot be read: ${text}`, { cause });
    }
    const suggestions = closest(basename(path), await directoriesIn(dirname(path)));
    throw new NerdError("CONTEXT_NOT_FOUND", `no such directory: ${text}`, {
      hint:
        suggestions.length > 0
          ? `did you mean ${suggestions[0]}?`
          : "name the directory that the Dockerfile's files are in",
      suggestions,
    });
  }
  throw new NerdError("CONTEXT_NOT_FOUND", `not a directory: ${text}`, {
    hint: "name a Dockerfile with -f, and the directory of its files behind it",
  });
}

async function directoriesIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // Then there is nothing near.
  }
}
