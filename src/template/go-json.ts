import { entriesOf, kindOf } from "./value.ts";
import { nilList, nilMap } from "./zero-values.ts";

/** The key of a method by which a value says how it is written, as Go's json.Marshaler does; the result is JSON. */
export const marshalJson = Symbol("nerdsh.marshalJson");

export interface JsonForm {
  /** Spaces a level; compact where absent. */
  readonly indent?: number;
  /** Writes `<`, `>` and `&` as `\u003c` and so on, as encoding/json does unless told otherwise. */
  readonly escapeHtml?: boolean;
}

/** JSON as Go's encoding/json writes it: records in their order, maps by sorted key, U+2028 and U+2029 escaped. */
export function goJson(value: unknown, form: JsonForm = {}): string {
  return write(value, form, "");
}

function write(value: unknown, form: JsonForm, margin: string): string {
  if (value === nilMap || value === nilList) return "null";
  switch (kindOf(value)) {
    case "none":
    case "nil":
    case "function":
      return "null";
    case "int":
      return typeof value === "number" ? JSON.stringify(value) : String(value);
    case "float":
      return JSON.stringify(value);
    case "string":
      return quote(value as string, form);
    case "list":
      return brackets(
        "[]",
        (value as unknown[]).map((item) => write(item, form, inner(margin, form))),
        form,
        margin,
      );
    case "map":
    case "record":
      return writeObject(value as object, form, margin);
    default:
      return String(value);
  }
}

function writeObject(value: object, form: JsonForm, margin: string): string {
  if (value instanceof Date) return quote(value.toISOString(), form);
  if (value instanceof Set) return write([...value], form, margin);
  const own = (value as { [marshalJson]?: unknown })[marshalJson];
  if (typeof own === "function") return String(own.call(value));
  const colon = form.indent === undefined ? ":" : ": ";
  const members = entriesOf(value).map(
    ([key, entry]) => quote(key, form) + colon + write(entry, form, inner(margin, form)),
  );
  return brackets("{}", members, form, margin);
}

function brackets(pair: "[]" | "{}", items: readonly string[], form: JsonForm, margin: string): string {
  const [open, close] = [pair.charAt(0), pair.charAt(1)];
  if (items.length === 0 || form.indent === undefined) return open + items.join(",") + close;
  const line = `\n${inner(margin, form)}`;
  return `${open}${line}${items.join(`,${line}`)}\n${margin}${close}`;
}

function inner(margin: string, { indent = 0 }: JsonForm): string {
  return margin + " ".repeat(indent);
}

function quote(text: string, { escapeHtml = false }: JsonForm): string {
  const escaped = JSON.stringify(text.toWellFormed()).replace(/[\u2028\u2029]/g, unicodeEscape);
  return escapeHtml ? escaped.replace(/[<>&]/g, unicodeEscape) : escaped;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
