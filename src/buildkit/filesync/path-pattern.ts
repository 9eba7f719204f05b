import { posix } from "node:path";
import { NerdError } from "../../errors.ts";
import { isGlob } from "./glob-syntax.ts";
import { toRegExp } from "./go-regexp.ts";

/** One pattern of a `.dockerignore`, or of the paths that a build asks for, ready to be tried. */
export interface PathPattern {
  /** Without the mark of an exception. */
  readonly text: string;
  /** It began with `!`: what it matches is taken back from what matched before. */
  readonly isException: boolean;
  /** `path` is relative to the tree's top, without a slash at either end. */
  readonly matches: (path: string) => boolean;
}

/**
 * As moby/patternmatcher reads it, oddities included: BuildKit decides by it what a step depends on, so that any other reading
 * would send too little. Undefined for an empty line. Throws INVALID_VALUE.
 */
export function pathPattern(line: string): PathPattern | undefined {
  const trimmed = line.trim();
  if (trimmed === "") return undefined;
  const cleaned = cleanPath(trimmed);
  const isException = cleaned.startsWith("!");
  const text = isException ? cleaned.slice(1) : cleaned;
  if (text === "" || !isGlob(text)) throw invalid(trimmed);
  return { text, isException, matches: matcher(text, trimmed) };
}

/** Go's path.Clean: as Node's, but for the slash at the end. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

function matcher(text: string, line: string): PathPattern["matches"] {
  const { kind, source } = compiled(text);
  if (kind === "exact") return (path) => path === text;
  if (kind === "prefix") {
    const prefix = text.slice(0, -2);
    return (path) => path.startsWith(prefix);
  }
  if (kind === "suffix") {
    const suffix = text.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
  }
  const expression = toRegExp(`^${source}$`);
  if (expression === undefined) throw invalid(line);
  return (path) => expression.test(path);
}

type Kind = "exact" | "prefix" | "suffix" | "expression";

/**
 * The expression of a pattern in Go's syntax, and whether it is needed. What follows a `**` at the very beginning is a plain
 * ending unless it has a glob of its own: `**foo` matches `barfoo`.
 */
function compiled(text: string): { readonly kind: Kind; readonly source: string } {
  const characters = [...text];
  let kind: Kind = "exact";
  let source = "";
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "*" && characters[at + 1] === "*") {
      const isFirst = at === 0;
      at += characters[at + 2] === "/" ? 2 : 1;
      const isLast = at + 1 >= characters.length;
      if (isLast && kind === "exact") {
        kind = "prefix";
      } else {
        source += isLast ? ".*" : "(.*/)?";
        kind = "expression";
      }
      if (isFirst) kind = "suffix";
    } else if (character === "*" || character === "?") {
      source += character === "*" ? "[^/]*" : "[^/]";
      kind = "expression";
    } else if (character === "\\" && at + 1 < characters.length) {
      source += `\\${characters[++at]}`;
      kind = "expression";
    } else {
      source += ".+()|{}$\\".includes(character) ? `\\${character}` : character;
      if (character === "[" || character === "]") kind = "expression";
    }
  }
  return { kind, source };
}

function invalid(pattern: string): NerdError {
  return new NerdError("INVALID_VALUE", `a pattern that matches nothing: ${pattern}`, {
    hint: "look for an open [, a range in the wrong order, or a \\ at its end in .dockerignore",
  });
}
