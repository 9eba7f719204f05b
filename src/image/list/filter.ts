import { NerdError } from "../../errors.ts";
import { momentMs } from "../../moment.ts";
import { closest } from "../../suggest.ts";
import { familiarName } from "../reference.ts";
import type { ImageRow } from "./list.ts";

type Matches = (row: ImageRow) => boolean;

/** What `images` is asked for. */
export interface ImageQuestion {
  /** KEY=VALUE each: those of one key that name images fit where one of them does, labels only where all do. */
  readonly texts: readonly string[];
  /** A repository, or a name with its tag. */
  readonly name?: string | undefined;
}

/** What `--filter KEY=VALUE` may ask of `images`, by key. */
const filters: Readonly<Record<string, (value: string, rows: readonly ImageRow[]) => Matches>> = {
  before: (value, rows) => {
    const limitMs = builtMs(find(value, rows));
    return (row) => builtMs(row) < limitMs;
  },
  since: (value, rows) => {
    const limitMs = builtMs(find(value, rows));
    return (row) => builtMs(row) > limitMs;
  },
  until: (value) => {
    const limitMs = momentMs(value);
    return (row) => builtMs(row) < limitMs;
  },
  dangling: (value) => {
    if (!["true", "1", "false", "0"].includes(value))
      throw invalid(`dangling=${value}`, "write dangling=true or dangling=false");
    const wanted = value === "true" || value === "1";
    return ({ tag }) => (tag === "<none>") === wanted;
  },
  label: (value) => {
    const [key = "", ...rest] = value.split("=");
    return ({ imageLabels }) =>
      Object.hasOwn(imageLabels, key) && (rest.length === 0 || imageLabels[key] === rest.join("="));
  },
  reference: (value) => matchesReference(value),
};

/** Which rows of `images` are asked for: those of one repository or name, and those that pass the filters. */
export function imageFilter({ texts, name }: ImageQuestion, rows: readonly ImageRow[]): Matches {
  const references: Matches[] = [];
  const wanted: Matches[] = name === undefined ? [] : [matchesReference(name)];
  for (const text of texts) {
    const cut = text.indexOf("=");
    if (cut < 0) throw invalid(text, "write KEY=VALUE");
    const key = text.slice(0, cut);
    const make = Object.hasOwn(filters, key) ? filters[key] : undefined;
    if (make === undefined) throw unknown(text, key);
    (key === "reference" ? references : wanted).push(make(text.slice(cut + 1), rows));
  }
  if (references.length > 0) wanted.push((row) => references.some((matches) => matches(row)));
  return (row) => wanted.every((matches) => matches(row));
}

/** A repository, or a name with its tag: `*` and `?` stand for anything but a slash, `[a-c]` for one of them (Go, path.Match). */
function matchesReference(pattern: string): Matches {
  const source = familiarName(pattern)
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("[\\^", "[^")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  const expression = toExpression(source, pattern);
  return ({ repository, tag }) => expression.test(repository) || expression.test(`${repository}:${tag}`);
}

function toExpression(source: string, pattern: string): RegExp {
  try {
    return new RegExp(`^${source}$`);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid(`reference=${pattern}`, "close every bracket: [a-z]");
  }
}

/** When it was built; reproducible images, which do not say it, are older than all others. */
function builtMs({ builtAt = "" }: ImageRow): number {
  return Date.parse(builtAt) || 0;
}

function find(name: string, rows: readonly ImageRow[]): ImageRow {
  const names = [name, `${name}:latest`].map(familiarName);
  const id = `sha256:${name.replace(/^sha256:/, "")}`;
  const isNamed = ({ repository, tag }: ImageRow) => names.includes(`${repository}:${tag}`);
  const found =
    rows.find(isNamed) ??
    rows.find(({ configDigest, digest }) => configDigest?.startsWith(id) || digest.startsWith(id));
  if (found === undefined) throw new NerdError("UNKNOWN_IMAGE", `no such image: ${name}`);
  return found;
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
