import { shortDigest } from "../ui/short-digest.ts";
import { formatTable } from "../ui/table.ts";
import { decimalSize, roughDuration } from "../units.ts";

/** Rows of a table, or undefined where the values are not a list of alike records. */
export function recordRows(values: readonly unknown[]): Record<string, unknown>[] | undefined {
  const rows = values.map(toRecord);
  const isTable = rows.length > 0 && rows.every((row) => row !== undefined && Object.keys(row).length > 0);
  return isTable ? (rows as Record<string, unknown>[]) : undefined;
}

/** Columns in the order of first appearance, without those that are empty or objects; no wider than the terminal. */
export function recordTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  { width, nowMs = Date.now() }: { readonly width: number; readonly nowMs?: number },
): string {
  const text = (row: Readonly<Record<string, unknown>>, name: string) => cellText(name, row[name], nowMs);
  const named = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = named.filter((name) => rows.some((row) => text(row, name) !== ""));
  const names = shown.length > 0 ? shown : named;
  const cells = rows.map((row) => names.map((name) => text(row, name)));
  return formatTable(names.map(heading), cells, { width }).trimEnd();
}

/** What a handle says of itself in JSON is what a table shows of it. */
function toRecord(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Error) return undefined;
  const plain: unknown = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value;
  if (typeof plain !== "object" || plain === null) return undefined;
  return Object.fromEntries(Object.entries(plain).filter(([, cell]) => typeof cell !== "function"));
}

/** By the unit that a name ends in, where it has one; a record in a cell is for `out[n]`, not for a table. */
function cellText(name: string, value: unknown, nowMs: number): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return /^(\w+:)?[0-9a-f]{64}$/.test(value) ? shortDigest(value) : value;
  if (typeof value === "number" && name.endsWith("Bytes")) return decimalSize(value);
  if (typeof value === "number" && name.endsWith("Ms") && value > earliestMs) return agoText(value, nowMs);
  if (value instanceof Date) return toIso(value);
  if (Array.isArray(value))
    return value
      .map((item) => cellText(name, item, nowMs))
      .filter(Boolean)
      .join(", ");
  return typeof value === "object" ? "" : String(value);
}

/** Numbers above are times since the epoch; below, how long something took. */
const earliestMs = Date.UTC(2000);

/** `2 minutes ago`, as `ps` says it; of what is to come, the time. */
function agoText(timeMs: number, nowMs: number): string {
  return timeMs > nowMs ? toIso(new Date(timeMs)) : `${roughDuration(nowMs - timeMs)} ago`;
}

function toIso(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** `createdAt` and `createdMs` → `CREATED`, as Docker's tables are headed. */
function heading(name: string): string {
  return name
    .replace(/(?<=.)(At|Ms|Bytes)$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();
}
