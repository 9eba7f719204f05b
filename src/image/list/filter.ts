import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { familiarName } from "../reference.ts";
import type { ImageRow } from "./list.ts";

type Matches = (row: ImageRow) => boolean;

/** What `--filter KEY=VALUE` may ask of `images`, by key. */
const filters: Readonly<Record<string, (value: string, rows: readonly ImageRow[]) => Matches>> = {
  before: (value, rows) => {
    const limit = builtAt(value, rows);
    return (row) => (row.builtAt ?? "") < limit;
  },
  since: (value, rows) => {
    const limit = builtAt(value, rows);
    return (row) => (row.builtAt ?? "") > limit;
  },
  dangling: (value) => {
    if (value !== "true" && value !== "false")
      throw invalid(`dangling=${value}`, "write dangling=true or dangling=false");
    return ({ tag }) => (tag === "<none>") === (value === "true");
  },
  label: (value) => {
    const [key = "", ...rest] = value.split("=");
    return ({ imageLabels }) => key in imageLabels && (rest.length === 0 || imageLabels[key] === rest.join("="));
  },
  reference: (value) => matchesReference(value),
};

/** Which rows of `images` are asked for: those of one repository or name, and those that pass every filter. */
export function imageFilter(texts: readonly string[], name: string | undefined, rows: readonly ImageRow[]): Matches {
  const wanted = texts.map((text) => {
    const cut = text.indexOf("=");
    if (cut < 0) throw invalid(text, "write KEY=VALUE");
    const key = text.slice(0, cut);
    const make = Object.hasOwn(filters, key) ? filters[key] : undefined;
    if (make === undefined) throw unknown(text, key);
    return make(text.slice(cut + 1), rows);
  });
  const all = name === undefined ? wanted : [...wanted, matchesReference(name)];
  return (row) => all.every((matches) => matches(row));
}

/** A repository, or a name with its tag; `*` and `?` stand for anything but a slash, as in Go's path.Match. */
function matchesReference(pattern: string): Matches {
  const short = familiarName(pattern);
  const source = short
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  const expression = new RegExp(`^${source}$`);
  return ({ repository, tag }) => expression.test(repository) || expression.test(`${repository}:${tag}`);
}

function builtAt(name: string, rows: readonly ImageRow[]): string {
  const found = rows.find((row) => matchesReference(name)(row) || row.configDigest?.startsWith(`sha256:${name}`));
  if (found === undefined) throw new NerdError("UNKNOWN_IMAGE", `no such image: ${name}`);
  return found.builtAt ?? "";
}

function unknown(text: string, key: string): NerdError {
  const suggestions = closest(key, Object.keys(filters));
  return invalid(
    text,
    suggestions[0] === undefined ? `filters are ${Object.keys(filters).join(", ")}` : `did you mean ${suggestions[0]}?`,
  );
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid filter: ${text}`, { hint, exitCode: 1 });
}
