import type { Printable } from "../shape/shape.ts";
import { naturalOrder } from "./sorted-keys.ts";
import { hasSpecial, yamlFloat, yamlString } from "./yaml-scalar.ts";

/** A value as Go's yaml.v3 writes it with an indentation of 2: what `docker compose config` prints. */
export function yamlText(value: Printable): string {
  const lines: string[] = [];
  const inline = write(value, 0, lines);
  return `${inline === undefined ? "" : `${inline}\n`}${lines.map((line) => `${line}\n`).join("")}`;
}

/** Adds the lines of a value, or gives the text that stands behind its key or dash. */
function write(value: Printable, indent: number, lines: string[]): string | undefined {
  if (value === null) return "null";
  if (typeof value === "string") return text(value, indent, lines);
  if (typeof value === "number") return yamlFloat(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return list(value, indent, lines);
  const entries = value instanceof Map ? [...value] : sortedEntries(value);
  if (entries.length === 0) return "{}";
  for (const [key, part] of entries) entry(`${yamlString(key)}:`, part, indent, lines);
  return undefined;
}

function sortedEntries(value: { readonly [key: string]: Printable }): [string, Printable][] {
  return Object.entries(value).sort(([a], [b]) => naturalOrder(a, b));
}

function list(items: readonly Printable[], indent: number, lines: string[]): string | undefined {
  if (items.length === 0) return "[]";
  for (const item of items) {
    const at = lines.length;
    const inline = write(item, indent + 2, lines);
    const pad = " ".repeat(indent);
    if (inline !== undefined) lines.splice(at, 0, `${pad}- ${inline}`);
    // What takes several lines begins behind the dash.
    else lines[at] = `${pad}- ${(lines[at] ?? "").slice(indent + 2)}`;
  }
  return undefined;
}

function entry(key: string, part: Printable, indent: number, lines: string[]): void {
  const pad = " ".repeat(indent);
  const at = lines.push(`${pad}${key}`) - 1;
  const inline = write(part, indent + 2, lines);
  if (inline !== undefined) lines[at] += ` ${inline}`;
}

/** Several lines become a block, one line a scalar that is quoted where it has to be. */
function text(value: string, indent: number, lines: string[]): string {
  if (!value.includes("\n") || !isBlock(value)) return yamlString(value);
  const hint = /^[ \n]/.test(value) ? "2" : "";
  const chomping = !value.endsWith("\n") ? "-" : value === "\n" || value.endsWith("\n\n") ? "+" : "";
  const body = value.endsWith("\n") ? value.slice(0, -1) : value;
  for (const line of body.split("\n")) lines.push(line === "" ? "" : `${" ".repeat(indent)}${line}`);
  return `|${hint}${chomping}`;
}

/** Whether a block can hold the text: not where spaces stand before a line's end, or what cannot be printed. */
function isBlock(value: string): boolean {
  return !/ \n| $/.test(value) && !hasSpecial(value);
}
