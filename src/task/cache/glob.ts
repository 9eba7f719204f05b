/** A glob, taken apart once: where to look, and what to look for. */
export interface Glob {
  /** The directory before the first special character; empty for the root. */
  readonly base: string;
  /** The whole path, where nothing in it is special. */
  readonly literal: string | undefined;
  readonly isNegated: boolean;
  matches(path: string): boolean;
}

/**
 * `*`, `?`, `[a-z]`, `{a,b}` inside one name, `**` for any number of directories; `!` before it takes files away. A name alone is
 * also all that lies below it, where it is a directory. Paths have slashes, and start below the root.
 */
export function parseGlob(text: string): Glob {
  const isNegated = text.startsWith("!");
  const written = isNegated ? text.slice(1) : text;
  const pattern = /^\.\/|\/$/.test(written) ? written.replace(/^\.\//, "").replace(/\/+$/, "") : written;
  const special = pattern.search(/[*?[{]/);
  const base = special < 0 ? pattern : pattern.slice(0, Math.max(0, pattern.lastIndexOf("/", special)));
  let expression: RegExp | undefined;
  return {
    base,
    isNegated,
    literal: special < 0 ? pattern : undefined,
    matches(path) {
      if (special < 0) return path === pattern || pattern === "" || pattern === "." || path.startsWith(`${pattern}/`);
      expression ??= new RegExp(`^${globSource(pattern)}$`, "s");
      return expression.test(path);
    },
  };
}

/** The source of a regular expression for a glob. */
export function globSource(pattern: string): string {
  let source = "";
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*" && pattern.startsWith("**", at)) {
      const isDirectory = pattern.charAt(at + 2) === "/";
      source += isDirectory ? "(?:.*/)?" : ".*";
      at += isDirectory ? 2 : 1;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[" && pattern.indexOf("]", at + 2) > 0) {
      const end = pattern.indexOf("]", at + 2);
      source += `[${pattern
        .slice(at + 1, end)
        .replace(/^!/, "^")
        .replaceAll("\\", "\\\\")}]`;
      at = end;
    } else if (character === "{" && pattern.indexOf("}", at) > 0) {
      source += "(?:";
      braces++;
    } else if (character === "}" && braces > 0) {
      source += ")";
      braces--;
    } else if (character === "," && braces > 0) source += "|";
    else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  return source;
}
