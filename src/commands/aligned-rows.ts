const gap = 2;

/** Rows with their cells under each other, a line each, behind `indent` blanks; no line ends in blanks. */
export function alignedRows(rows: readonly (readonly string[])[], indent = 0): string {
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, i) => cell.padEnd(widths[i]! + gap)).join("");
  return rows
    .map((cells) => `${" ".repeat(indent)}${line(cells)}`.trimEnd())
    .map((text) => `${text}\n`)
    .join("");
}
