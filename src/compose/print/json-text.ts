import type { Printable } from "../shape/shape.ts";

/** A value as Go's encoding/json writes it: on one line, or with an indentation of 2. */
export function jsonText(value: Printable, isIndented: boolean): string {
  return write(value, isIndented ? "\n" : "");
}

/** `line` is a line end and the indentation so far; empty for one line. */
function write(value: Printable, line: string): string {
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "number") return jsonNumber(value);
  if (value === null || typeof value !== "object") return String(value);
  const inner = line === "" ? "" : `${line}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${inner}${value.map((item) => write(item, inner)).join(`,${inner}`)}${line}]`;
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return "{}";
  const space = line === "" ? "" : " ";
  const parts = entries.map(([key, part]) => `${jsonString(key)}:${space}${write(part, inner)}`);
  return `{${inner}${parts.join(`,${inner}`)}${line}}`;
}

/** Go escapes what HTML and JavaScript would mistake. */
function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? String(value).replace(/e-(\d)$/, "e-0$1") : "null";
}
