import { isPlainText, textWidth } from "./text-width.ts";

const padding = 3;
const narrowest = 10;

/**
 * Lines cells up as Docker's tables do: a column is as wide as its widest cell and three blanks, but ten at
 * least. Neighbouring lines share a column only as long as each of them has a cell after it, so that lines
 * with fewer cells end a column, as with Go's text/tabwriter. No line ends in blanks.
 */
export function alignCells(lines: readonly (readonly string[])[]): string[] {
  const isPlain = isPlainText(lines.map((cells) => cells.join("")).join(""));
  const texts = lines.map(() => "");
  const columns = Math.max(0, ...lines.map((cells) => cells.length - 1));
  // Loops, and few calls: tables of hundreds of lines are made in an interpreter.
  for (let column = 0; column < columns; column++) {
    for (const [first, end] of blocks(lines, column)) {
      let widest = 0;
      for (let line = first; line < end; line++) {
        const cell = lines[line]![column]!;
        const cellWidth = isPlain ? cell.length : textWidth(cell);
        if (cellWidth > widest) widest = cellWidth;
      }
      const width = columnWidth(widest);
      for (let line = first; line < end; line++) {
        const cell = lines[line]![column]!;
        texts[line] += isPlain ? cell.padEnd(width) : cell + " ".repeat(width - textWidth(cell));
      }
    }
  }
  return texts.map((text, line) => (text + (lines[line]!.at(-1) ?? "")).trimEnd());
}

/** Of a column that others follow: its widest cell and the blanks after it. */
export function columnWidth(widestCell: number): number {
  return Math.max(narrowest, widestCell + padding);
}

/** Runs of lines that have a cell after `column`. */
function blocks(lines: readonly (readonly string[])[], column: number): [first: number, end: number][] {
  const runs: [number, number][] = [];
  let first = -1;
  for (let line = 0; line <= lines.length; line++) {
    const isIn = line < lines.length && lines[line]!.length - 1 > column;
    if (isIn && first < 0) first = line;
    if (isIn || first < 0) continue;
    runs.push([first, line]);
    first = -1;
  }
  return runs;
}
