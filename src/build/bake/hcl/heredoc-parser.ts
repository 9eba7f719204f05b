import type { Cursor } from "./cursor.ts";
import { invalidAt } from "./source.ts";
import type { Expression } from "./syntax.ts";
import { parseParts } from "./template-parser.ts";
import { type TemplatePart, templateTree } from "./template-tree.ts";

/** `<<NAME` up to a line that is only NAME; after `<<-` without the indentation that all lines share. */
export function parseHeredoc(cursor: Cursor): Expression {
  const open = cursor.next();
  const { text } = cursor.source;
  const [head, name = ""] =
    /^([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/u.exec(text.slice(cursor.at, cursor.at + 300)) ?? [];
  if (head === undefined) throw invalidAt(open.range, `a name and the end of the line are missing after ${open.text}`);
  const start = cursor.at + head.length;
  const end = closingLine(text.slice(0, cursor.end), start, name);
  if (end === undefined)
    throw invalidAt(cursor.range(open.range.start), `there is no line ${name} that ends this text`);
  const outerEnd = cursor.end;
  cursor.at = start;
  cursor.end = end.start;
  const parts = cursor.deeper(() => parseParts(cursor, "plain"));
  cursor.at = end.end;
  cursor.end = outerEnd;
  return templateTree(open.text === "<<-" ? unindented(parts) : parts, cursor.range(open.range.start));
}

function closingLine(text: string, start: number, name: string): { start: number; end: number } | undefined {
  for (let at = start; at <= text.length; ) {
    const next = text.indexOf("\n", at);
    const line = text.slice(at, next === -1 ? text.length : next);
    if (line.trim() === name) return { start: at, end: at + line.trimEnd().length };
    if (next === -1) return undefined;
    at = next + 1;
  }
  return undefined;
}

/** From HCL's specification, "Template Expressions": only what is written counts, and blank lines do not. */
function unindented(parts: readonly TemplatePart[]): TemplatePart[] {
  const starts = parts.filter((_, index) => index === 0 || endsLine(parts[index - 1]));
  const counted = new Set(starts.filter((part) => !(endsLine(part) && part.text.trim() === "")));
  let least = Number.MAX_SAFE_INTEGER;
  for (const part of counted)
    least = Math.min(least, part.kind === "text" ? part.text.length - part.text.trimStart().length : 0);
  return parts.map((part) =>
    part.kind === "text" && counted.has(part) ? { ...part, text: part.text.slice(least) } : part,
  );
}

function endsLine(part: TemplatePart | undefined): part is TemplatePart & { kind: "text" } {
  return part?.kind === "text" && part.text.endsWith("\n");
}
