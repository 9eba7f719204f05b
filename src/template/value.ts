import { closest } from "../suggest.ts";
import { Fault } from "./fault.ts";
import { zeroOf } from "./zero-values.ts";

/**
 * How plain JavaScript data stands for Go's values.
 *
 * An object is a *record*, Go's struct, where each key could name an exported field; then a field that is
 * not there is an error. Any other object, one without keys, and every `Map` is a *map*; a key that is not
 * there has no value, and prints as `<no value>`. Labels, ports and annotations come out as maps this way,
 * and what `inspect` calls `Config` or `State` as records.
 *
 * What a record leaves out though Go's struct has it, `zero-values.ts` says.
 *
 * `undefined` is no value. `null` in a record is a nil pointer, which prints as `<nil>`; elsewhere it is no
 * value either. A function in a record is a method. A number without a fraction is an int, since JavaScript
 * cannot tell 1.0 from 1.
 */
export type Kind = "none" | "nil" | "bool" | "int" | "float" | "string" | "list" | "map" | "record" | "function";

const exportedName = /^\p{Lu}[\p{L}\p{Nd}_]*$/u;

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case "undefined":
    case "symbol":
      return "none";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "int" : "float";
    case "string":
      return "string";
    case "function":
      return "function";
    case "object":
      if (value === null) return "nil";
      if (Array.isArray(value)) return "list";
      return isRecord(value) ? "record" : "map";
  }
}

function isRecord(value: object): boolean {
  if (value instanceof Map) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => exportedName.test(key));
}

/** Fields of a record in their order, without methods; entries of a map by key. Either without what is undefined. */
export function entriesOf(value: object): [key: string, value: unknown][] {
  const kind = kindOf(value);
  if (kind === "record") {
    return Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== "function");
  }
  const entries: [string, unknown][] =
    value instanceof Map ? [...value].map(([key, entry]) => [String(key), entry]) : Object.entries(value);
  return entries.filter(([, entry]) => entry !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What the function or field `name` of `receiver` holds, methods bound; throws where a record has none of that name. */
export function fieldOf(receiver: unknown, name: string): unknown {
  const kind = kindOf(receiver);
  if (kind === "none") return undefined;
  if (kind === "nil") throw new Fault(`${name} asked of nothing: the value before it is nil`);
  if (kind === "map") return entryOf(receiver as object, name);
  if (kind !== "record") throw new Fault(`a ${kind} has no field ${name}`);
  const record = receiver as Readonly<Record<string, unknown>>; // Kind "record" says so.
  const known = Object.hasOwn(record, name) ? name : sameButForCase(record, name);
  const zero = zeroOf(record, known ?? name);
  if (known === undefined && zero === undefined) throw unknownField(record, name);
  const field = known === undefined ? zero : (record[known] ?? zero ?? record[known]);
  return typeof field === "function" ? field.bind(record) : plain(field);
}

export function entryOf(map: object, key: string): unknown {
  if (map instanceof Map) return element(map.get(key));
  return Object.hasOwn(map, key) ? element((map as Record<string, unknown>)[key]) : undefined;
}

/** What stands in a list or a map, or is handed in: nil is no value there. */
export function element(value: unknown): unknown {
  return plain(value) ?? undefined;
}

/** Docker answers to its structs' names and to its JSON's, which differ in case only: `.ID` and `.Id`. */
function sameButForCase(record: object, name: string): string | undefined {
  if (!exportedName.test(name)) return undefined;
  const folded = name.toLowerCase();
  return Object.keys(record).find((key) => key.toLowerCase() === folded);
}

function unknownField(record: object, name: string): Fault {
  const known = Object.keys(record);
  const suggestions = closest(name, known);
  const hint =
    suggestions[0] === undefined
      ? `known fields: ${known.map((field) => `.${field}`).join(", ")}`
      : `did you mean .${suggestions[0]}?`;
  return new Fault(`no such field: ${name}`, { suggestions, hint });
}

/** A date reads as its ISO 8601 text, a set as a list. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return value instanceof Set ? [...value] : value;
}

/** Go's truth: everything but false, zero, nil and what is empty; a record always is true. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (kindOf(value) !== "map") return typeof value === "object" ? value !== null : Boolean(value);
  return value instanceof Map ? value.size > 0 : Object.keys(value as object).length > 0;
}
