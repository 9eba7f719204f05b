import { graphemes } from "./graphemes.ts";

/** A text being edited: plain data, replaced by each edit. `cursor` is an offset that never splits a character. */
export interface EditBuffer {
  readonly text: string;
  readonly cursor: number;
}

export const emptyBuffer: EditBuffer = { text: "", cursor: 0 };

/** A buffer with the cursor behind `text`. */
export function bufferOf(text: string): EditBuffer {
  return { text, cursor: text.length };
}

export function insert({ text, cursor }: EditBuffer, inserted: string): EditBuffer {
  return { text: text.slice(0, cursor) + inserted + text.slice(cursor), cursor: cursor + inserted.length };
}

/** Replaces what is between `start` and the cursor. */
export function replaceBefore({ text, cursor }: EditBuffer, start: number, inserted: string): EditBuffer {
  return { text: text.slice(0, start) + inserted + text.slice(cursor), cursor: start + inserted.length };
}

/** Removes from the cursor to `to`, on either side of it. */
export function removeTo({ text, cursor }: EditBuffer, to: number): EditBuffer {
  const [start, end] = to < cursor ? [to, cursor] : [cursor, to];
  return { text: text.slice(0, start) + text.slice(end), cursor: start };
}

export function before({ text, cursor }: EditBuffer): number {
  const last = [...graphemes(text.slice(0, cursor))].at(-1);
  return last?.index ?? 0;
}

export function after({ text, cursor }: EditBuffer): number {
  const [next] = graphemes(text.slice(cursor));
  return cursor + (next?.segment.length ?? 0);
}

export function wordBefore({ text, cursor }: EditBuffer): number {
  return /[\p{L}\p{N}_$]*[^\p{L}\p{N}_$]*$/u.exec(text.slice(0, cursor))!.index;
}

export function wordAfter({ text, cursor }: EditBuffer): number {
  return cursor + /^[^\p{L}\p{N}_$]*[\p{L}\p{N}_$]*/u.exec(text.slice(cursor))![0].length;
}

export function lineStart({ text, cursor }: EditBuffer): number {
  return text.lastIndexOf("\n", cursor - 1) + 1;
}

export function lineEnd({ text, cursor }: EditBuffer): number {
  const end = text.indexOf("\n", cursor);
  return end === -1 ? text.length : end;
}

/** The same column a line higher; undefined on the first line. */
export function lineAbove(buffer: EditBuffer): number | undefined {
  const start = lineStart(buffer);
  if (start === 0) return undefined;
  const above = lineStart({ text: buffer.text, cursor: start - 1 });
  return Math.min(above + (buffer.cursor - start), start - 1);
}

/** The same column a line lower; undefined on the last line. */
export function lineBelow(buffer: EditBuffer): number | undefined {
  const end = lineEnd(buffer);
  if (end === buffer.text.length) return undefined;
  const column = buffer.cursor - lineStart(buffer);
  return Math.min(end + 1 + column, lineEnd({ text: buffer.text, cursor: end + 1 }));
}

/** A line break that keeps the indentation, and deepens it after an opening bracket. */
export function breakLine(buffer: EditBuffer): EditBuffer {
  const line = buffer.text.slice(lineStart(buffer), buffer.cursor);
  const indentation = /^ */.exec(line)![0];
  return insert(buffer, `\n${indentation}${/[([{]\s*$/.test(line) ? "  " : ""}`);
}
