import { type PathPattern, pathPattern } from "./path-pattern.ts";

/** For each pattern, whether it has matched a directory or one above it. */
export type ParentMatches = readonly boolean[];

export interface PatternMatch {
  readonly isMatched: boolean;
  /** To be handed to what lies in the directory. */
  readonly matches: ParentMatches;
}

/** Patterns in order, the last that matches decides; what matches a directory matches all below it. */
export interface PathPatterns {
  /** `parent` is what was given for the directory above; nothing at the top. */
  match(path: string, parent: ParentMatches | undefined): PatternMatch;
  /** Whether a pattern that is an exception, or none, may match below a directory that is not matched itself. */
  canMatchBelow(directory: string, which: "exceptions" | "patterns"): boolean;
}

export function pathPatterns(lines: readonly string[]): PathPatterns {
  const patterns = lines.map(pathPattern).filter((pattern) => pattern !== undefined);
  const exceptions = belowTest(patterns.filter(({ isException }) => isException));
  const plain = belowTest(patterns.filter(({ isException }) => !isException));
  return {
    match: (path, parent) => match(patterns, path, parent),
    canMatchBelow: (directory, which) => (which === "exceptions" ? exceptions : plain)(directory),
  };
}

/**
 * A pattern that could not change the result is not tried, and counts as no match for what lies below either: that is how
 * BuildKit does it, and can be seen in what `a`, `!a/b`, `a` leaves.
 */
function match(patterns: readonly PathPattern[], path: string, parent: ParentMatches | undefined): PatternMatch {
  let isMatched = false;
  const matches = patterns.map((pattern, index) => {
    const isDecided = pattern.isException !== isMatched;
    const hasMatched = parent?.[index] === true || (!isDecided && pattern.matches(path));
    if (hasMatched) isMatched = !pattern.isException;
    return hasMatched;
  });
  return { isMatched, matches };
}

/** Only where no pattern has a glob before its last part can a directory be ruled out by its name. */
function belowTest(patterns: readonly PathPattern[]): (directory: string) => boolean {
  const prefixes = patterns.map(({ text }) => withoutTrailingGlob(text));
  if (prefixes.some((prefix) => /[*[\]?^\\]/.test(prefix))) return () => true;
  return (directory) => prefixes.some((prefix) => `${prefix}/`.startsWith(`${directory}/`));
}

function withoutTrailingGlob(text: string): string {
  return text.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
}
