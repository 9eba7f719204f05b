import { NerdError } from "../errors.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const entry = new RegExp(
  [
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/.source,
    /(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|(?!['"])([^\r\n]*?)(?=[ \t]+#|[ \t]*\r?$|(?<=[ \t])#))/.source,
    /[ \t]*(?:#.*)?\r?$/.source,
  ].join(""),
  "my",
);
const blank = /^[ \t]*(?:#.*)?\r?$/my;
const bare = /^[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*(?:#.*)?\r?$/my;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\n": "" };

/**
 * The variables of a `.env` file as Docker Compose reads it: `export`, comments after a blank, quotes, values of several lines in them,
 * escapes in double ones, and `$NAME`, `${NAME}`, `${NAME:-default}` outside of single ones, from `around` and from the lines above. Throws
 * INVALID_VALUE with the line's number, and nothing of the line.
 */
export function parseDotenv(text: string, file: string, around: Variables = {}): Record<string, string> {
  const variables: Record<string, string> = {};
  const source = text.replace(/^\uFEFF/, "");
  for (let at = 0; at < source.length; ) {
    const found = matchAt(entry, source, at);
    const length = found?.[0].length ?? matchAt(blank, source, at)?.[0].length ?? matchAt(bare, source, at)?.[0].length;
    if (length === undefined) throw invalid(file, source.slice(0, at));
    if (found !== undefined) {
      const [, name = "", single, double, plain] = found;
      const lookUp = (wanted: string) => around[wanted] ?? variables[wanted];
      variables[name] = single ?? expanded(double ?? plain ?? "", lookUp, double !== undefined);
    }
    at += length + 1;
  }
  return variables;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

type LookUp = (name: string) => string | undefined;

const reference = /\$(?:\{([A-Za-z_]\w*)(?:(:?-)((?:[^{}]|\{[^{}]*\})*))?\}|([A-Za-z_]\w*))/;

/** In double quotes a backslash makes escapes; elsewhere it stands for itself, but before `$`. */
function expanded(text: string, lookUp: LookUp, isQuoted = false): string {
  return text.replace(new RegExp(`\\\\([\\s\\S])|${reference.source}`, "g"), (all, ...groups) => {
    const [escaped, braced, operator, fallback, name] = groups as (string | undefined)[]; // As the expression has them.
    if (escaped !== undefined) return escaped === "$" ? "$" : isQuoted ? (escapes[escaped] ?? escaped) : all;
    const value = lookUp(braced ?? name ?? "");
    if (operator === undefined) return value ?? "";
    return value === undefined || (operator === ":-" && value === "") ? expanded(fallback ?? "", lookUp) : value;
  });
}

function invalid(file: string, before: string): NerdError {
  const line = before.split("\n").length;
  return new NerdError("INVALID_VALUE", `line ${line} is no NAME=value: ${file}`, {
    hint: "a value with line breaks, or with a blank and #, stands in quotes",
  });
}
