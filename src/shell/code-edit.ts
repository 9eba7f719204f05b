/** A change of a piece of code; where nothing is between start and end, it is put in. */
export interface CodeEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** What is put in at one place stands in the reverse of its order here: of a tree's edits, parents first, a child's end comes before its parent's. */
export function editedCode(code: string, edits: readonly CodeEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end), code);
}
