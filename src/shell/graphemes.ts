/** A character as people see it, and where it begins. */
export interface Grapheme {
  readonly segment: string;
  readonly index: number;
}

const printableAscii = /^[ -~\n]*$/;
let segmenter: Intl.Segmenter | undefined;

/** What a cursor passes over in one step. Most lines are ASCII, and the segmenter takes 10 ms to make. */
export function graphemes(text: string): Iterable<Grapheme> {
  if (printableAscii.test(text)) return Array.from(text, (segment, index) => ({ segment, index }));
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}
