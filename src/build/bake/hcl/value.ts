import { Problem } from "./source.ts";

/** What an expression of HCL is worth; objects and maps are maps, tuples, lists and sets are arrays. */
export type Value = null | string | number | boolean | readonly Value[] | ReadonlyMap<string, Value>;

export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** For messages. */
export function kindOf(value: Value): string {
  if (value === null) return "null";
  if (isMap(value)) return "an object";
  if (isList(value)) return "a list";
  return { string: "a text", number: "a number", boolean: "true or false" }[typeof value as "string"];
}

/** Numbers and truths are texts where a text is asked for. */
export function toText(value: Value, what = "this"): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  throw new Problem(`${what} is ${kindOf(value)}, no text`);
}

export function toNumber(value: Value, what = "this"): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value))
    return exact(Number(value));
  throw new Problem(`${what} is ${typeof value === "string" ? JSON.stringify(value) : kindOf(value)}, no number`);
}

export function toBool(value: Value, what = "this"): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  const shown = typeof value === "string" ? JSON.stringify(value) : kindOf(value);
  throw new Problem(`${what} is ${shown}, neither true nor false`);
}

/** Without what only binary fractions add: 0.1 + 0.2 is 0.3. */
export function exact(number: number): number {
  if (!Number.isFinite(number)) throw new Problem("the result is no number");
  if (!Number.isInteger(number)) return Number(number.toPrecision(15));
  if (!Number.isSafeInteger(number)) throw new Problem("a number this large is not exact", { hint: "make it a text" });
  return number + 0;
}

/** Never with an exponent. */
export function numberText(number: number): string {
  const text = String(number);
  const [, sign = "", digits = "", exponent] = /^(-?)([\d.]+)e-(\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text === "-0" ? "0" : text;
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${digits.replace(".", "")}`;
}

/** Values of different kinds are never equal. */
export function isEqual(a: Value, b: Value): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((each, index) => isEqual(each, b[index] ?? null));
  if (isMap(a) && isMap(b)) {
    return a.size === b.size && [...a].every(([key, each]) => b.has(key) && isEqual(each, b.get(key) ?? null));
  }
  return a === b;
}

/** Keys with values, objects in the order of their keys. */
export function entriesOf(value: Value): [key: string | number, value: Value][] {
  if (isList(value)) return [...value.entries()];
  if (isMap(value)) return [...value].sort(([a], [b]) => byText(a, b));
  throw new Problem(`${kindOf(value)} has nothing to go through`);
}

/** By code points, which are in the order of their bytes. */
export function byText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
