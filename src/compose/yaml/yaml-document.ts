import type { Tree } from "../tree.ts";

/** One document of a compose file. */
export interface YamlDocument {
  readonly root: Tree;
  /** What `!reset` and `!override` say to forget of the files before; `[]` stands for any item of a list. */
  readonly resets: readonly (readonly string[])[];
}

/** Longer files are refused. */
export const maxYamlBytes = 2 * 1024 * 1024;
/** Longer files that need the whole parser are refused: it takes a second, and 300 MB, for as much. */
export const maxWholeYamlBytes = 512 * 1024;
/** Deeper nesting is refused. */
export const maxYamlDepth = 100;
/** Values of all that stands for others, so that a few lines cannot become millions. */
export const maxAliasedValues = 100_000;
