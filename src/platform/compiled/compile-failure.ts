import type { BuildFailure, Location } from "esbuild";
import { NerdError } from "../../errors.ts";

interface Failure {
  readonly file: string;
  readonly source: string;
  readonly text: string;
  readonly location?: Location | null | undefined;
  /** The specifier that led nowhere; its first place in the source is shown. */
  readonly specifier?: string;
}

export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** `expected ";" but found "x": hello.nerd.ts:3:7`, with the line as hint. */
export function compileFailure({ file, source, text, location, specifier }: Failure): NerdError {
  const { line, column } = location ?? positionOf(source, specifier);
  return placedFailure({ text, file, line, column: column + 1, lineText: source.split("\n")[line - 1] ?? "" });
}

/** Where something is wrong in a recipe, or in what it imports. */
export interface PlacedFailure {
  readonly text: string;
  readonly file: string;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

export function placedFailure({ text, file, line, column, lineText }: PlacedFailure): NerdError {
  const message = `${text.charAt(0).toLowerCase()}${text.slice(1)}: ${file}:${line}:${column}`;
  const shown = lineText.trim();
  return new NerdError("RECIPE_INVALID", message, shown ? { hint: `the line is: ${shown}` } : {});
}

function positionOf(source: string, specifier = ""): { line: number; column: number } {
  const quoted = new RegExp(`["'\`]${specifier.replace(/[^\w]/g, "\\$&")}["'\`]`);
  const before = source.slice(0, Math.max(0, source.search(quoted))).split("\n");
  return { line: before.length, column: before.at(-1)!.length };
}
