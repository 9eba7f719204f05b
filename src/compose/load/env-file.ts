import { AttributeProblem } from "../attribute-problem.ts";
import { type Lookup, substitute } from "./substitution.ts";

const quotedValue = { '"': /^"((?:\\[\s\S]|[^"\\])*)"/, "'": /^'((?:\\[\s\S]|[^'\\])*)'/ } as const;
const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  c: "\\c",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "\\": "\\",
  // Interpolation comes after this, and makes one dollar of two.
  $: "$$",
};

/**
 * Reads `NAME=value` lines as docker compose does: quotes over several lines, comments, `export`, and variables, which `lookup` gives before
 * those of the lines above. A name alone takes its value from `lookup`. Throws an AttributeProblem with the line's number, and nothing of a value.
 */
export function parseEnvFile(text: string, lookup: Lookup = () => undefined): Record<string, string> {
  const variables: Record<string, string> = {};
  const known: Lookup = (name) => lookup(name) ?? (Object.hasOwn(variables, name) ? variables[name] : undefined);
  const source = text.replace(/^\ufeff/, "");
  let rest = source;
  const fail = (what: string, hint?: string): never => {
    const line = source.slice(0, source.length - rest.length).split("\n").length;
    throw new AttributeProblem([], `line ${line}: ${what}`, { hint });
  };
  const expand = (value: string) => {
    try {
      return substitute(value, { lookup: known, onUnset: () => {}, isHidden: true }, []);
    } catch (error) {
      if (!(error instanceof AttributeProblem)) throw error;
      return fail(error.message, error.details.hint);
    }
  };

  for (;;) {
    rest = rest.replace(/^(?:\s|#[^\n]*(?:\n|$))+/, "");
    if (rest === "") return variables;
    const [statement = "", written = "", separator = ""] =
      /^(?:export[^\S\n]+)?([^=:\n]*)([=:\n]|$)[^\S\n]*/.exec(rest) ?? [];
    const name = written.trimEnd();
    if (/[^\p{L}\p{N}_.\-[\]\s]/u.test(name)) fail(`a variable's name has a character that it cannot have: ${name}`);
    if (/\s/.test(name)) fail(`a variable's name has a space: ${name}`);
    if (separator === "\n" || separator === "") {
      const inherited = lookup(name);
      if (inherited !== undefined) variables[name] = inherited;
      rest = rest.slice(statement.length);
      continue;
    }
    const value = rest.slice(statement.length);
    const quote = value.charAt(0);
    if (quote === '"' || quote === "'") {
      const [quoted, inner = ""] = quotedValue[quote].exec(value) ?? fail("a quote is not closed");
      const unquoted = inner.replaceAll(`\\${quote}`, quote);
      variables[name] = quote === "'" ? unquoted : expand(unescaped(inner));
      rest = value.slice(quoted.length);
    } else {
      const line = value.split("\n", 1)[0] ?? "";
      variables[name] = expand((line.split(" #", 1)[0] ?? "").trimEnd());
      rest = value.slice(line.length);
    }
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(?:0(\d{0,3})|([\s\S]))/g, (all, octal: string | undefined, letter: string | undefined) => {
    if (octal !== undefined) return /^[0-7]{3}$/.test(octal) ? String.fromCharCode(Number.parseInt(octal, 8)) : all;
    return letter !== undefined && Object.hasOwn(escapes, letter) ? (escapes[letter] ?? all) : all;
  });
}
