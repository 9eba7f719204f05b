import { inspect } from "node:util";
import { recordRows, recordTable } from "./record-table.ts";

export interface ValueFormat {
  readonly columns: number;
  readonly hasColors: boolean;
}

/** How a result is shown: records as a table, text of several lines as it is, anything else as Node inspects it. */
export function valueText(value: unknown, { columns, hasColors }: ValueFormat): string {
  if (typeof value === "string" && value.includes("\n")) return value;
  const rows = Array.isArray(value) ? recordRows(value) : undefined;
  if (rows !== undefined) return recordTable(rows, columns);
  return inspect(value, { colors: hasColors, breakLength: columns, depth: 4 });
}
