import { formatTable } from "../ui/table.ts";

/** Rows of a table, or undefined where the values are not a list of alike records. */
export function recordRows(values: readonly unknown[]): Record<string, unknown>[] | undefined {
  const rows = values.map(toRecord);
  const isTable = rows.length > 0 && rows.every((row) => row !== undefined && Object.keys(row).length > 0);
  return isTable ? (rows as Record<string, unknown>[]) : undefined;
}

/** Columns in the order of first appearance; no wider than the terminal. */
export function recordTable(rows: readonly Readonly<Record<string, unknown>>[], width: number): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => names.map((name) => cellText(row[name])));
  return formatTable(names.map(heading), cells, { width }).trimEnd();
}

/** What a handle says of itself in JSON is what a table shows of it. */
function toRecord(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Error) return undefined;
  const plain: unknown = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value;
  if (typeof plain !== "object" || plain === null) return undefined;
  return Object.fromEntries(Object.entries(plain).filter(([, cell]) => typeof cell !== "function"));
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
  if (value instanceof Date) return value.toISOString().replace(/\.\d+Z$/, "Z");
  if (Array.isArray(value)) return value.map(cellText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `createdAt` → `CREATED AT`, as Docker's tables are headed. */
function heading(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toUpperCase();
}
