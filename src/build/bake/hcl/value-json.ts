import { byText, isList, isMap, numberText, type Value } from "./value.ts";

/** From what JSON.parse gives. */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === "object" && json !== null)
    return new Map(Object.entries(json).map(([key, each]) => [key, fromJson(each)]));
  return (json ?? null) as Value; // A scalar, as all else of JSON.
}

/** As plain data whose numbers are texts: what the fields of a target take. Members of objects that are null are not there. */
export function toPlain(value: Value): unknown {
  if (typeof value === "number") return numberText(value);
  if (isList(value)) return value.map(toPlain);
  if (!isMap(value)) return value;
  const entries = [...value].filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, toPlain(each)]));
}

/** Keys in order, and `<`, `>` and `&` escaped, as Go writes it. */
export function jsonText(value: Value): string {
  if (isList(value)) return `[${value.map(jsonText).join(",")}]`;
  if (!isMap(value)) return typeof value === "number" ? numberText(value) : escaped(JSON.stringify(value));
  const members = [...value].sort(([a], [b]) => byText(a, b));
  return `{${members.map(([key, each]) => `${escaped(JSON.stringify(key))}:${jsonText(each)}`).join(",")}}`;
}

function escaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
