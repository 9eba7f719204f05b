import { type ParentMatches, pathPatterns } from "./path-patterns.ts";

/** Which paths of a tree are wanted; without patterns, all. */
export interface TreePatterns {
  /** At least one must match. */
  readonly include?: readonly string[];
  /** None may match; `!` takes back. */
  readonly exclude?: readonly string[];
}

/** What is known of a directory, for what lies in it. */
export interface DirectoryState {
  readonly include?: ParentMatches;
  readonly exclude?: ParentMatches;
}

export interface Verdict {
  readonly isWanted: boolean;
  /** Of a directory: something below it may be wanted, even where it is not. */
  readonly isEntered: boolean;
  readonly state: DirectoryState;
}

/** Judges a path by what was said of the directory that it lies in; nothing at the top. */
export type TreeFilter = (path: string, isDirectory: boolean, parent: DirectoryState) => Verdict;

const all: Verdict = { isWanted: true, isEntered: true, state: {} };

/** Throws INVALID_VALUE for a pattern that is none. */
export function treeFilter({ include = [], exclude = [] }: TreePatterns): TreeFilter {
  const included = include.length > 0 ? pathPatterns(include) : undefined;
  const excluded = exclude.length > 0 ? pathPatterns(exclude) : undefined;
  if (!included && !excluded) return () => all;
  return (path, isDirectory, parent) => {
    const inside = included?.match(path, parent.include);
    const isOutside = inside?.isMatched === false;
    if (isOutside && isDirectory && !included!.canMatchBelow(path, "patterns")) return leftOut;
    const outside = excluded?.match(path, parent.exclude);
    const isExcluded = outside?.isMatched === true;
    if (isExcluded && isDirectory && !excluded!.canMatchBelow(path, "exceptions")) return leftOut;
    const state = { ...(inside && { include: inside.matches }), ...(outside && { exclude: outside.matches }) };
    return { isWanted: !isOutside && !isExcluded, isEntered: true, state };
  };
}

const leftOut: Verdict = { isWanted: false, isEntered: false, state: {} };
