import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** Compiled code that is being written beside its place: others that read find the whole of it, or nothing. */
export interface CodeDraft {
  /** Its path, in a directory that is there. Nobody else may write what this user runs. */
  begin(): string;
  /** Renames it into place, and removes what versions of nerdsh and of a runtime have left there. */
  place(): void;
  /** For one that came to nothing. */
  remove(): void;
}

/** A draft of what is to be at `path`, a file or a directory. */
export function codeDraft(path: string): CodeDraft {
  const draft = `${path}.${process.pid}`;
  return {
    begin() {
      mkdirSync(dirname(draft), { recursive: true, mode: 0o700 });
      return draft;
    },
    place() {
      renameSync(draft, path);
      removeOldCode(dirname(path));
    },
    remove() {
      try {
        rmSync(draft, { recursive: true, force: true });
      } catch {
        // Nor could it be made there.
      }
    },
  };
}

const keptMs = 30 * 24 * 3600 * 1000;

function removeOldCode(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
