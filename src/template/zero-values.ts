import type { ZeroFields } from "../commands/output.ts";

/** The key under which a record has, by field, what that field is where it is left out or null; JSON does not show it. */
const zeroValues = Symbol("nerdsh.zeroValues");

/** Go's nil map and nil slice: they print and range as empty ones, and their JSON is null. */
export const nilMap: ReadonlyMap<string, unknown> = new Map();
export const nilList: readonly unknown[] = Object.freeze([]);

const values = { bool: false, list: nilList, map: nilMap, nil: null, text: "" };

/** The same document, whose records answer for fields that they do not have as Go's structs do. */
export function withZeros(document: object, zeros: ZeroFields | undefined): object {
  if (zeros === undefined) return document;
  const copy: Record<string, unknown> = { ...document };
  const own: Record<string, unknown> = {};
  for (const [field, zero] of Object.entries(zeros)) {
    const value = copy[field];
    if (typeof zero === "string") own[field] = values[zero];
    else if (typeof value === "object" && value !== null) copy[field] = withZeros(value, zero);
  }
  return Object.defineProperty(copy, zeroValues, { value: own });
}

/** What stands for a field that is left out or null; undefined where the record knows of no such field. */
export function zeroOf(record: object, field: string): unknown {
  const own = (record as { readonly [zeroValues]?: Readonly<Record<string, unknown>> })[zeroValues] ?? {};
  return Object.hasOwn(own, field) ? own[field] : undefined;
}
