import { textWidth } from "../ui/text-width.ts";
import { graphemes } from "./graphemes.ts";
import type { Span } from "./highlight.ts";

export interface Position {
  readonly row: number;
  readonly column: number;
}

export interface Layout {
  /** Each fits the terminal. */
  readonly rows: readonly (readonly Span[])[];
  readonly cursor: Position;
}

export interface LayoutInput {
  readonly spans: readonly Span[];
  /** Offset into the spans' text. */
  readonly cursor: number;
  readonly columns: number;
  /** Columns left free at the start of each line, for the prompt. */
  readonly margin: number;
}

/** Breaks a text into terminal rows, by the width of each character: a wide one never hangs over the edge. */
export function layout({ spans, cursor, columns, margin }: LayoutInput): Layout {
  const rows: Span[][] = [[]];
  let column = margin;
  let offset = 0;
  let found: Position | undefined;
  const breakRow = () => {
    rows.push([]);
    column = margin;
  };
  for (const { text, style } of spans) {
    for (const { segment } of graphemes(text)) {
      const width = segment === "\n" ? 0 : textWidth(segment);
      if (column + width > columns) breakRow();
      if (offset >= cursor) found ??= { row: rows.length - 1, column };
      if (segment === "\n") breakRow();
      else append(rows.at(-1)!, segment, style);
      column += width;
      offset += segment.length;
    }
  }
  if (column >= columns && found === undefined) breakRow(); // The cursor needs a cell of its own behind a full row.
  return { rows, cursor: found ?? { row: rows.length - 1, column } };
}

function append(row: Span[], text: string, style: Span["style"]): void {
  const last = row.at(-1);
  if (last?.style === style) row[row.length - 1] = { text: last.text + text, style };
  else row.push({ text, style });
}
