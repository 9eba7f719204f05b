import { createReadStream, lstatSync, readlinkSync, rmSync } from "node:fs";
import { posix } from "node:path";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { isNerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";
import { type FileEntry, noContent } from "./files/file-entry.ts";
import type { FileRoot } from "./files/file-root.ts";
import { writeFiles } from "./files/file-writer.ts";
import { openRootFiles } from "./root-files.ts";

export interface SyncedFiles {
  /** Files and symbolic links of the host, by their paths in the container. */
  readonly written: ReadonlyMap<string, string>;
  /** Paths in the container. */
  readonly removed: readonly string[];
}

/** Brings files of the host into a container, as root's, with the directories above them, and takes others away. What vanishes meanwhile is left out. */
export async function syncFiles(
  context: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
  { written, removed }: SyncedFiles,
): Promise<void> {
  using files = await openRootFiles(context, container);
  for (const path of removed) remove(files, path);
  await writeFiles(files, "/", entriesOf(written, context.signal));
}

async function* entriesOf(written: SyncedFiles["written"], signal: AbortSignal): AsyncGenerator<FileEntry> {
  for (const [target, path] of written) {
    signal.throwIfAborted();
    const entry = entryOf(target, path);
    if (entry !== undefined) yield entry;
  }
}

function entryOf(target: string, path: string): FileEntry | undefined {
  try {
    const { mode, mtimeMs: modifiedMs, size } = lstatSync(path);
    const isLink = (mode & 0o170000) === 0o120000;
    return {
      ...{ path: posix.join("/", target), mode: mode & 0o7777, uid: 0, gid: 0, modifiedMs },
      ...(isLink
        ? { kind: "symlink", size: 0, target: readlinkSync(path), content: noContent }
        : { kind: "file", size, target: "", content: () => createReadStream(path) }),
    };
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function remove(files: FileRoot, path: string): void {
  try {
    using found = files.find(posix.join("/", path), { followLast: false });
    if (found.stats !== undefined && found.parent !== undefined) {
      rmSync(found.parent.path(found.name), { recursive: true, force: true });
    }
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error; // The directory has gone before it.
  }
}
