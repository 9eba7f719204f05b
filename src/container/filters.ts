import { NerdError } from "../errors.ts";
import { closest } from "../suggest.ts";

/** What `--filter KEY=VALUE` asks, by key: one of a key's values must fit, but for labels, all of which must. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** Reads filters as users write them, `label!=app` among them. Throws INVALID_VALUE for one whose key is none of `known`. */
export function parseFilters(texts: readonly string[], known: readonly string[]): Filters {
  const filters = new Map<string, string[]>();
  for (const text of texts) {
    const [, key = "", value] = /^([^=]*?)\s*=\s*(.*)$/s.exec(text.trim()) ?? [];
    if (value === undefined) throw invalidFilter(text, "write KEY=VALUE");
    if (!known.includes(key)) throw invalidFilter(text, hintOf(key, known));
    filters.set(key, [...(filters.get(key) ?? []), value]);
  }
  return filters;
}

/** `app`, or `app=web`. */
function hasLabel(labels: Readonly<Record<string, string>>, text: string): boolean {
  const [key = "", ...rest] = text.split("=");
  return Object.hasOwn(labels, key) && (rest.length === 0 || labels[key] === rest.join("="));
}

/** Whether the labels fit every `label`, and none of `label!`. */
export function fitsLabels(labels: Readonly<Record<string, string>>, filters: Filters): boolean {
  const [wanted = [], unwanted = []] = [filters.get("label"), filters.get("label!")];
  return wanted.every((text) => hasLabel(labels, text)) && !unwanted.some((text) => hasLabel(labels, text));
}

export function invalidFilter(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid filter: ${text}`, { hint, exitCode: 1 });
}

function hintOf(key: string, known: readonly string[]): string {
  const [nearest] = closest(key, known);
  return nearest === undefined ? `filters are ${known.join(", ")}` : `did you mean ${nearest}?`;
}
