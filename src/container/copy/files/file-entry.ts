import type { FileFacts } from "../../../file-facts.ts";

/** One file of a tree that is copied; parents come before what is in them, and the top is `""`. */
export interface FileEntry extends FileFacts {
  readonly kind: EntryKind;
  /** Permission bits, with set-user-ID and the like. */
  readonly mode: number;
  readonly modifiedMs: number;
  /** A regular file's bytes; to be read before the next entry is asked for. */
  readonly content: () => AsyncIterable<Uint8Array>;
}

export type EntryKind = "file" | "directory" | "symlink" | "link" | "fifo" | "character-device" | "block-device";

/** The same entries under another top: `""` becomes `name`, and `a` becomes `name/a`. */
export async function* under(name: string, entries: AsyncIterable<FileEntry>): AsyncGenerator<FileEntry> {
  const moved = (path: string) => (path === "" ? name : `${name}/${path}`);
  for await (const entry of entries) {
    yield { ...entry, path: moved(entry.path), target: entry.kind === "link" ? moved(entry.target) : entry.target };
  }
}

export const noContent = async function* (): AsyncGenerator<Uint8Array> {};
