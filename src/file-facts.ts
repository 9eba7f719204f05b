/** What every form of a tree of files says of one of them, whoever sends or writes it. */
export interface FileFacts {
  /** Relative to the top of the tree. */
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  /** Of a regular file that is no link. */
  readonly size: number;
  /** What a symbolic link says; of a further name of a file, the path of the first. */
  readonly target: string;
  /** Of a device. */
  readonly device?: { readonly major: number; readonly minor: number };
  /** Extended attributes by name, where they were asked for. */
  readonly attributes?: ReadonlyMap<string, Uint8Array>;
}
