import { type FunctionTable, fixed } from "../function-table.ts";
import { Problem } from "../source.ts";
import type { Value } from "../value.ts";

/** Patterns in the syntax of Go, as far as JavaScript's has the same. */
export const regexFunctions: FunctionTable = {
  regex: fixed(["text", "text"], (pattern, text) => {
    checkGroups(pattern);
    const match = compiled(pattern).exec(text);
    if (match === null) throw new Problem("nothing in the text fits the pattern");
    return captured(match);
  }),
  regexall: fixed(["text", "text"], (pattern, text) => {
    checkGroups(pattern);
    return [...text.matchAll(compiled(pattern))].map(captured);
  }),
  regex_replace: fixed(["text", "text", "text"], (text, pattern, replacement) => {
    return text.replace(compiled(pattern), (...args: unknown[]) => {
      const named = args.at(-1);
      const groups = typeof named === "object" && named !== null ? (named as Record<string, string>) : {}; // Of matches.
      return expanded(replacement, (name) => (/^\d+$/.test(name) ? matchedAt(args, Number(name)) : groups[name]));
    });
  }),
};

/** The whole, or what the groups hold: a list, or an object where they have names. */
function captured(match: RegExpMatchArray): Value {
  const { groups } = match;
  if (match.length === 1) return match[0];
  if (groups === undefined) return match.slice(1).map((each) => each ?? null);
  return new Map(Object.entries(groups).map(([name, each]) => [name, each ?? null]));
}

function matchedAt(args: readonly unknown[], index: number): string | undefined {
  // After the groups come a number, the text, and perhaps an object.
  const last = args.findLastIndex((each) => typeof each === "number");
  return index < last ? (args[index] as string | undefined) : undefined;
}

/** `$1`, `${1}`, `$name`, `${name}`, and `$$` for a dollar. */
function expanded(replacement: string, group: (name: string) => string | undefined): string {
  return replacement.replace(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_, dollar, braced, bare) => {
    return dollar ?? group(braced ?? bare) ?? "";
  });
}

const classes: Readonly<Record<string, string>> = {
  ...{ alpha: "A-Za-z", digit: "0-9", alnum: "0-9A-Za-z", upper: "A-Z", lower: "a-z", word: "\\w", space: "\\s" },
  ...{
    xdigit: "0-9A-Fa-f",
    punct: "!-\\/:-@\\[-`{-~",
    blank: " \\t",
    cntrl: "\\x00-\\x1f\\x7f",
    print: " -~",
    graph: "!-~",
  },
};

function compiled(pattern: string): RegExp {
  const [, flags = "", rest = pattern] = /^\(\?([ims]+)\)([\s\S]*)$/.exec(pattern) ?? [];
  const source = rest
    .replaceAll("(?P<", "(?<")
    .replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole)
    .replaceAll("\\z", "$(?![\\s\\S])")
    .replaceAll("\\A", "(?<![\\s\\S])");
  let made: RegExp;
  try {
    made = new RegExp(source, `g${[...new Set(flags)].join("")}u`);
  } catch {
    try {
      made = new RegExp(source, `g${[...new Set(flags)].join("")}`); // Escapes of what needs none are errors with `u`.
    } catch (error) {
      throw new Problem(`the pattern is wrong: ${(error as Error).message}`);
    }
  }
  return made;
}

function checkGroups(pattern: string): void {
  const plain = pattern.replace(/\\.|\[(?:\\.|[^\]])*\]/g, "");
  if (/\(\?P?<(?![=!])/.test(plain) && /\((?!\?)/.test(plain))
    throw new Problem("the groups of a pattern have names either all or none");
}
