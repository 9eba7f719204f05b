import { NerdError } from "../../../errors.ts";
import { sourceExcerpt } from "../../progress/source-excerpt.ts";

/** A bake file as it was read. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** From one offset of a file up to another. */
export interface Range {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with values, thrown where it is not known yet where they stand. Never leaves the evaluation. */
export class Problem extends Error {
  readonly hint: string | undefined;
  readonly suggestions: readonly string[];

  constructor(message: string, details: { readonly hint?: string; readonly suggestions?: readonly string[] } = {}) {
    super(message);
    this.hint = details.hint;
    this.suggestions = details.suggestions ?? [];
  }
}

/** `FILE:LINE:COLUMN: …`, with the lines around it. Of code BAKE_INVALID. */
export function invalidAt(range: Range, message: string, details: ConstructorParameters<typeof Problem>[1] = {}) {
  const { source, start, end } = range;
  const [from, to] = [positionOf(source, start), positionOf(source, Math.max(start, end - 1))];
  const text = new TextEncoder().encode(source.text);
  const stderr = sourceExcerpt({ filename: source.file, text, language: "", ranges: [{ start: from, end: to }] });
  return new NerdError("BAKE_INVALID", `${source.file}:${from.line}:${from.character}: ${message}`, {
    ...details,
    ...(stderr !== undefined && { stderr }),
  });
}

/** Runs it; a problem in it is one of this place. */
export function located<T>(range: Range, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, hint, suggestions } = error;
    throw invalidAt(range, message, { suggestions, ...(hint !== undefined && { hint }) });
  }
}

export function between(from: Range, to: Range): Range {
  return { source: from.source, start: from.start, end: to.end };
}

/** Both from 1. */
function positionOf({ text }: Source, offset: number) {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, character: offset - start + 1 };
}
