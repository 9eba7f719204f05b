import { inspect } from "node:util";
import { recordRows, recordTable } from "./record-table.ts";

export interface ValueFormat {
  readonly columns: number;
  readonly hasColors: boolean;
}

/** More would push away what one was looking at. */
const shownLines = 200;

/** How a result is shown: records as a table, text of several lines as it is, anything else as Node inspects it. */
export function valueText(value: unknown, { columns, hasColors }: ValueFormat): string {
  if (typeof value === "string" && value.includes("\n")) return value;
  const rows = Array.isArray(value) ? recordRows(value) : undefined;
  if (rows !== undefined) return recordTable(rows, { width: columns });
  return inspect(value, { colors: hasColors, breakLength: columns, depth: 4, maxStringLength: 10_000 });
}

/** The first lines of a long text, and how much more there is; `place` tells where all of it can be had. */
export function shortened(text: string, place: string): string {
  const lines = text.split("\n");
  if (lines.length <= shownLines) return text;
  const rest = lines.length - shownLines;
  return [...lines.slice(0, shownLines), `… ${rest} more lines; ${place} has all of them`].join("\n");
}

/** One item of a stream in a line, where it is not a text of its own. */
export function itemText(item: unknown, hasColors: boolean): string {
  if (typeof item === "string") return item.replace(/\r?\n$/, "");
  if (item instanceof Uint8Array) return new TextDecoder().decode(item).replace(/\r?\n$/, "");
  if (typeof item === "object" && item !== null && "text" in item && typeof item.text === "string") return item.text;
  return inspect(item, { colors: hasColors, breakLength: Infinity, depth: 4 });
}
