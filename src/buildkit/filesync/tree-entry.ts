import type { FileFacts } from "../../file-facts.ts";

/** One file of a tree, as fsutil's Stat has it (fsutil, types, "stat.proto"); the bytes of its names as in `file-name.ts`. */
export interface TreeEntry extends FileFacts {
  /** Go's FileMode. */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly modifiedNs: bigint;
}
