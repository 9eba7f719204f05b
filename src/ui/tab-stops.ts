import { textWidth } from "./text-width.ts";

const padding = 3;
const narrowest = 10;

/**
 * Lines cells up as Docker's tables do: a column is as wide as its widest cell and three blanks, but ten at
 * least. Neighbouring lines share a column only as long as each of them has a cell after it, so that lines
 * with fewer cells end a column, as with Go's text/tabwriter. No line ends in blanks.
 */
export function alignCells(lines: readonly (readonly string[])[]): string[] {
  const cellWidths = lines.map((cells) => cells.map(textWidth));
  const widths = lines.map((): number[] => []);
  const columns = Math.max(0, ...lines.map((cells) => cells.length - 1));
  for (let column = 0; column < columns; column++) {
    for (const [first, end] of blocks(lines, column)) {
      const width = columnWidth(Math.max(...cellWidths.slice(first, end).map((cells) => cells[column] ?? 0)));
      for (let line = first; line < end; line++) widths[line]![column] = width; // One entry a line, made above.
    }
  }
  return lines.map((cells, line) =>
    cells
      .map((cell, i) => cell + " ".repeat(Math.max(0, (widths[line]?.[i] ?? 0) - (cellWidths[line]?.[i] ?? 0))))
      .join("")
      .trimEnd(),
  );
}

/** Of a column that others follow: its widest cell and the blanks after it. */
export function columnWidth(widestCell: number): number {
  return Math.max(narrowest, widestCell + padding);
}

/** Runs of lines that have a cell after `column`. */
function blocks(lines: readonly (readonly string[])[], column: number): [first: number, end: number][] {
  const runs: [number, number][] = [];
  lines.forEach((cells, line) => {
    if (cells.length - 1 <= column) return;
    const last = runs.at(-1);
    if (last?.[1] === line) last[1] = line + 1;
    else runs.push([line, line + 1]);
  });
  return runs;
}
