import { linkSync, lutimesSync, mkdirSync } from "node:fs";
import { posix } from "node:path";
import { NerdError } from "../../../errors.ts";
import { writeAttributes } from "../../../platform/deputy/attributes.ts";
import { errno } from "../../../store/atomic-file.ts";
import type { HeldDirectory } from "../../../store/held-directory.ts";
import type { FileEntry } from "./file-entry.ts";
import type { FileRoot } from "./file-root.ts";
import { notDirectory } from "./file-walk.ts";
import { makeSpecialFile, removed, writeRegularFile } from "./written-file.ts";

/**
 * Makes the files of a tree below a directory of `root`, with owners and times. What is there is replaced, but no directory
 * by a file nor the other way round; directories that are there keep what is in them.
 */
export async function writeFiles(root: FileRoot, base: string, entries: AsyncIterable<FileEntry>): Promise<void> {
  using writer = new FileWriter(root, base);
  for await (const entry of entries) await writer.write(entry);
  writer.finish();
}

class FileWriter implements Disposable {
  readonly #root: FileRoot;
  readonly #base: string;
  /** The directory of the entry before: most follow their siblings. */
  #parent: { readonly path: string; readonly directory: HeldDirectory } | undefined;
  /** Making a file changes the time of its directory, so that those come last. */
  readonly #directoryTimes: { readonly path: string; readonly modifiedMs: number }[] = [];

  constructor(root: FileRoot, base: string) {
    this.#root = root;
    this.#base = base;
  }

  async write(entry: FileEntry): Promise<void> {
    const path = inside(entry.path);
    if (path === "") return; // The directory that is copied into.
    const parent = this.#directory(posix.dirname(path));
    const name = posix.basename(path);
    if (parent.readonly) throw readonlyPlace(this.#full(path));
    try {
      if (entry.kind === "directory") await this.#makeDirectory(parent, name, { ...entry, path });
      else await this.#makeFile(parent, name, { ...entry, path });
    } catch (error) {
      throw explained(error, this.#full(path));
    }
  }

  finish(): void {
    for (const { path, modifiedMs } of this.#directoryTimes.reverse()) {
      const parent = this.#directory(posix.dirname(path));
      lutimesSync(parent.path(posix.basename(path)), modifiedMs / 1000, modifiedMs / 1000);
    }
  }

  [Symbol.dispose](): void {
    this.#parent?.directory[Symbol.dispose]();
    this.#parent = undefined;
  }

  async #makeDirectory(parent: HeldDirectory, name: string, entry: FileEntry): Promise<void> {
    const { path, uid, gid, mode, modifiedMs, attributes } = entry;
    const existing = parent.stat(name);
    if (existing && !existing.isDirectory()) {
      throw new NerdError("INVALID_VALUE", `cannot overwrite a file with a directory: ${this.#full(path)}`, {
        exitCode: 1,
      });
    }
    if (!existing) mkdirSync(parent.path(name), 0o700);
    using directory = parent.child(name);
    directory.setOwner(uid, gid, mode);
    await writeAttributes(directory.ownPath(), { attributes });
    this.#directoryTimes.push({ path, modifiedMs });
  }

  async #makeFile(parent: HeldDirectory, name: string, entry: FileEntry): Promise<void> {
    const target = parent.path(name);
    if (parent.stat(name)?.isDirectory()) {
      throw new NerdError("INVALID_VALUE", `cannot overwrite a directory with a file: ${this.#full(entry.path)}`, {
        exitCode: 1,
      });
    }
    const isMounted = !removed(target);
    if (entry.kind === "file") return await writeRegularFile(target, entry, isMounted);
    if (isMounted)
      throw new NerdError("INVALID_VALUE", `something is mounted there: ${this.#full(entry.path)}`, { exitCode: 1 });
    if (entry.kind === "link") return this.#makeLink(target, entry);
    await makeSpecialFile(target, entry);
  }

  #makeLink(target: string, { target: first }: FileEntry): void {
    using found = this.#root.find(this.#full(inside(first)), { followLast: false });
    if (!found.parent || !found.stats)
      throw new NerdError("INVALID_VALUE", `a link to nothing: ${first}`, { exitCode: 1 });
    linkSync(found.parent.path(found.name), target);
  }

  /** A directory below the base; it is made where it is missing. */
  #directory(path: string): HeldDirectory {
    if (this.#parent?.path === path) return this.#parent.directory;
    const directory = this.#open(path);
    this.#parent?.directory[Symbol.dispose]();
    this.#parent = { path, directory };
    return directory;
  }

  #open(path: string): HeldDirectory {
    const full = this.#full(path === "." ? "" : path);
    for (const above of ancestors(path)) {
      using found = this.#root.find(this.#full(above), { followLast: true });
      if (found.stats) continue;
      if (found.parent!.readonly) throw readonlyPlace(this.#full(above));
      mkdirSync(found.parent!.path(found.name), 0o755);
    }
    using found = this.#root.find(full, { followLast: true });
    if (!found.stats?.isDirectory()) throw notDirectory(full);
    return found.open();
  }

  #full(path: string): string {
    return posix.join(this.#base, path);
  }
}

/** An entry's path as a part of the tree: `..` at its beginning would lead out, and is refused. */
function inside(path: string): string {
  const normal = posix.normalize(path.replace(/^\/+/, "")).replace(/\/$/, "");
  if (normal === "..") throw outside(path);
  if (normal.startsWith("../")) throw outside(path);
  return normal === "." ? "" : normal;
}

function outside(path: string): NerdError {
  return new NerdError("ARCHIVE_INVALID", `a path that leads out of the archive: ${path}`, { exitCode: 1 });
}

/** Where the kernel makes the files, as in /proc, nobody else can. */
const refusals: readonly (string | undefined)[] = ["ENOENT", "EACCES", "EPERM", "EINVAL", "ENXIO"];

function explained(error: unknown, path: string): unknown {
  const code = errno(error);
  if (code === "EROFS") return readonlyPlace(path, error);
  if (!refusals.includes(code)) return error;
  return new NerdError("INVALID_VALUE", `no file can be made there (${code}): ${path}`, { exitCode: 1, cause: error });
}

function readonlyPlace(path: string, cause?: unknown): NerdError {
  return new NerdError("INVALID_VALUE", `read-only location: ${path}`, { exitCode: 1, cause });
}

/** `a`, `a/b`, `a/b/c`; none for the base itself. */
function ancestors(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
