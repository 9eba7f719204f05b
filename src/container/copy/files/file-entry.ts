/** One file of a tree that is copied; parents come before what is in them. */
export interface FileEntry {
  /** Relative to the top of the tree, which is `""`. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Permission bits, with set-user-ID and the like. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modifiedMs: number;
  /** Of a regular file. */
  readonly size: number;
  /** What a symbolic link says; for a hard link, the path of the entry that it is another name of. */
  readonly target: string;
  /** Of a device. */
  readonly device?: { readonly major: number; readonly minor: number };
  /** Extended attributes by name, where they were asked for. */
  readonly attributes?: ReadonlyMap<string, Uint8Array>;
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
