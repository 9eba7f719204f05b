import { entriesOf, kindOf } from "./value.ts";

/** A value as Go's `%v` shows it: `[a b]`, `map[k:v]` with sorted keys, `{a b}` for a record; `names` gives `%+v`. */
export function show(value: unknown, names = false): string {
  if (typeof value === "string") return value; // As most cells of a table are.
  switch (kindOf(value)) {
    case "none":
    case "nil":
      return "<nil>";
    case "int":
      return typeof value === "bigint" ? value.toString() : String(Number(value) || 0); // No minus for zero.
    case "float":
      return showFloat(value as number);
    case "list":
      return `[${(value as unknown[]).map((item) => show(item, names)).join(" ")}]`;
    case "map":
      if (value instanceof Date) return value.toISOString();
      return `map[${showEntries(value as object, true, names)}]`;
    case "record":
      return `{${showEntries(value as object, names, names)}}`;
    case "function":
      return "<method>";
    default:
      return String(value);
  }
}

function showEntries(value: object, keys: boolean, names: boolean): string {
  return entriesOf(value)
    .map(([key, entry]) => (keys ? `${key}:${show(entry, names)}` : show(entry, names)))
    .join(" ");
}

/** Shortest text that reads back the same; an exponent below 1e-4 and from 1e6 on, with two digits at least. */
export function showFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const exponent = Number(value.toExponential().split("e")[1]);
  return exponent < -4 || exponent >= 6 ? twoDigitExponent(value.toExponential()) : String(value);
}

/** JavaScript writes `1e-7` where C and Go write `1e-07`. */
export function twoDigitExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** Go's Sprint: a space between two operands where neither is a string. */
export function sprint(values: readonly unknown[]): string {
  return values
    .map((value, i) => {
      const spaced = i > 0 && typeof value !== "string" && typeof values[i - 1] !== "string";
      return (spaced ? " " : "") + show(value);
    })
    .join("");
}

/** Go's Sprintln: spaces between all, and a line break. */
export function sprintln(values: readonly unknown[]): string {
  return `${values.map((value) => show(value)).join(" ")}\n`;
}
