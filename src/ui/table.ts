import { alignCells, columnWidth } from "./tab-stops.ts";
import { fitText, textWidth } from "./text-width.ts";
import { visibleText } from "./visible-text.ts";

/** Cut further, a column would only get blanks instead: none is narrower than ten. */
const narrowestCell = 7;

export interface TableForm {
  /** Columns of the terminal to fit into, by cutting the widest cells; as wide as need be where absent. */
  readonly width?: number | undefined;
}

/** A table in Docker's look, a line break at its end; headings are printed as given, in capitals by convention. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width }: TableForm = {},
): string {
  const lines = withoutBreaks([headings, ...rows]);
  const limit = width === undefined ? undefined : widestCell(lines, width);
  const fitted = limit === undefined ? lines : lines.map((cells) => cells.map((cell) => fitText(cell, limit)));
  return `${alignCells(fitted).join("\n")}\n`;
}

/** A line break or a tab inside a cell would break the table, and what else controls a terminal comes from whoever made an image. */
function withoutBreaks(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (!/\p{Cc}/u.test(lines.map((cells) => cells.join("")).join(""))) return lines;
  return lines.map((cells) => cells.map((cell) => visibleText(cell.replace(/[\t\r\n]+/g, " "))));
}

/** The greatest width of a cell at which the table fits; nothing where it fits as it is. */
function widestCell(lines: readonly (readonly string[])[], width: number): number | undefined {
  const columns = Math.max(...lines.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...lines.map((cells) => textWidth(cells[i] ?? ""))),
  );
  const total = (limit: number) =>
    widths
      .map((cell) => Math.min(cell, limit))
      .reduce((sum, cell, i) => sum + (i < columns - 1 ? columnWidth(cell) : cell), 0);
  let limit = Math.max(...widths);
  if (total(limit) <= width) return undefined;
  while (limit > narrowestCell && total(limit) > width) limit--;
  return limit;
}
