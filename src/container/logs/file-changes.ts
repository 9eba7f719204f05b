import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

// Some file systems report no changes (NFS, some FUSE mounts): look again now and then.
const lookAgainMs = 1_000;

/**
 * Tells when a file, or one that rotation made of it, may have changed. What happens while nobody waits is
 * remembered, so that reading to the end and then waiting misses nothing.
 */
export class FileChanges implements Disposable {
  #watcher: FSWatcher;
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(path: string) {
    const name = basename(path);
    this.#watcher = watch(dirname(path), (_, changed) => {
      if (changed === null || changed.startsWith(name)) this.notify();
    });
    // A removed directory ends the watch; the container's end is told by other means.
    this.#watcher.on("error", () => this.notify());
  }

  /** Ends the current or next wait. */
  notify(): void {
    this.#changed = true;
    this.#wake?.();
  }

  async next(): Promise<void> {
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lookAgainMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    this.#changed = false;
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
    this.#wake?.();
  }
}
