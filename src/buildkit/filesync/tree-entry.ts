/** One file of a tree, as fsutil's Stat has it (fsutil, types, "stat.proto"). */
export interface TreeEntry {
  /** Relative to the top of the tree; bytes as in `file-name.ts`. */
  readonly path: string;
  /** Go's FileMode. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a regular file that is no link. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modifiedNs: bigint;
  /** What a symbolic link says; of a further name of a file, the path of the first. */
  readonly target: string;
  readonly device?: { readonly major: number; readonly minor: number };
  /** Extended attributes. */
  readonly attributes?: ReadonlyMap<string, Uint8Array>;
}
