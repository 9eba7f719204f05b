import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname } from "node:path";
import { NerdError } from "../errors.ts";
import { errno } from "./atomic-file.ts";

/** An editor that saves, or a branch that is checked out, changes more than one thing at a time. */
const quietMs = 50;
/** Where something changes all the time, it is looked at nevertheless. */
const longestMs = 500;

interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

/**
 * Tells that something has changed in one of several directories, once things are quiet. Each is watched by itself, since to watch a whole
 * tree Node takes a watcher for each file of it, and whoever asks knows which directories matter.
 */
export class WatchedDirectories implements Disposable {
  readonly #onChange: () => void;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #firstMs: number | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches these from now on, and no others; where one is not there, the nearest above it. Answers whether there are new ones, in which
   * something may have changed before they were watched.
   */
  watch(directories: Iterable<string>): boolean {
    const wanted = new Map<string, number>();
    for (const directory of directories) {
      const [path, inode] = nearest(directory);
      wanted.set(path, inode);
    }
    for (const [path, { watcher, inode }] of this.#watched) {
      // One of the same name may have taken its place.
      if (wanted.get(path) === inode) continue;
      watcher.close();
      this.#watched.delete(path);
    }
    let isNew = false;
    for (const [path, inode] of wanted) {
      if (this.#watched.has(path)) continue;
      const watcher = opened(path, () => this.tell());
      if (watcher === undefined) continue;
      // Its own end is seen by the directory above.
      watcher.on("error", () => this.tell());
      this.#watched.set(path, { watcher, inode });
      isNew = true;
    }
    return isNew;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  /** As if something had changed. */
  tell(): void {
    const nowMs = performance.now();
    this.#firstMs ??= nowMs;
    clearTimeout(this.#timer);
    const waitMs = Math.max(0, Math.min(quietMs, this.#firstMs + longestMs - nowMs));
    this.#timer = setTimeout(() => {
      this.#firstMs = undefined;
      this.#onChange();
    }, waitMs);
  }
}

function opened(path: string, onEvent: () => void): FSWatcher | undefined {
  try {
    return watch(path, onEvent);
  } catch (error) {
    // Gone in the meantime: the directory above tells.
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return undefined;
    if (errno(error) !== "ENOSPC" && errno(error) !== "EMFILE") throw error;
    const hint = "raise fs.inotify.max_user_watches and max_user_instances by sysctl, or give narrower inputs";
    throw new NerdError("INVALID_VALUE", `the system watches no more directories: ${path}`, { hint, cause: error });
  }
}

function nearest(directory: string): [path: string, inode: number] {
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat?.isDirectory() ? [directory, stat.ino] : nearest(dirname(directory));
}
