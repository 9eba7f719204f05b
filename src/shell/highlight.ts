import { type Token, tokenizer, tokTypes } from "acorn";
import { promptSyntax } from "./source-tree.ts";

export type Style = "plain" | "keyword" | "string" | "number" | "comment" | "global" | "match";

/** A stretch of text in one style; all of them together are the text. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** `isGlobal` marks the names that the shell brings. What cannot be read as tokens stays plain. */
export function highlight(code: string, isGlobal: (name: string) => boolean): Span[] {
  const spans: Span[] = [];
  let end = 0;
  const add = (to: number, style: Style) => {
    const last = spans.at(-1);
    const text = code.slice(end, to);
    if (last?.style === style) spans[spans.length - 1] = { text: last.text + text, style };
    else if (text !== "") spans.push({ text, style });
    end = to;
  };
  const put = (from: number, to: number, style: Style) => {
    add(Math.max(end, from), "plain");
    add(Math.max(end, to), style);
  };
  for (const { start, end: to, style } of stylesOf(code, isGlobal)) put(start, to, style);
  put(code.length, code.length, "plain");
  return spans;
}

/** Whether a bracket, a template or a comment is still open: for TypeScript, which acorn cannot judge. */
export function hasOpenBracket(code: string): boolean {
  let depth = 0;
  const { tokens, problem } = readTokens(code);
  for (const { type } of tokens) {
    if (opening.has(type)) depth += 1;
    if (closing.has(type)) depth -= 1;
  }
  if (/Unterminated string/.test(problem)) return false; // No further line ends it.
  return depth > 0 || /Unterminated (template|comment)/.test(problem);
}

const opening = new Set([tokTypes.parenL, tokTypes.braceL, tokTypes.bracketL, tokTypes.dollarBraceL]);
const closing = new Set([tokTypes.parenR, tokTypes.braceR, tokTypes.bracketR]);

interface Styled {
  readonly start: number;
  readonly end: number;
  readonly style: Style;
}

function stylesOf(code: string, isGlobal: (name: string) => boolean): Styled[] {
  const { tokens, comments, problem } = readTokens(code);
  const styled: Styled[] = tokens.map(({ type, start, end }) => {
    return { start, end, style: styleOf(type, code.slice(start, end), isGlobal) };
  });
  const last = tokens.at(-1)?.end ?? 0;
  if (/Unterminated (string|template)/.test(problem)) styled.push({ start: last, end: code.length, style: "string" });
  return [...styled, ...comments].sort((a, b) => a.start - b.start);
}

function styleOf(type: Token["type"], text: string, isGlobal: (name: string) => boolean): Style {
  if (type === tokTypes.string || type === tokTypes.template || type === tokTypes.backQuote) return "string";
  if (type === tokTypes.num) return "number";
  if (type.keyword !== undefined || contextual.has(text)) return "keyword";
  const isName = /^[\p{L}_$]/u.test(text);
  return isName && isGlobal(text) ? "global" : "plain";
}

const contextual = new Set(["async", "await", "let", "of", "using", "type", "interface", "from", "as", "satisfies"]);

function readTokens(code: string): { tokens: Token[]; comments: Styled[]; problem: string } {
  const tokens: Token[] = [];
  const comments: Styled[] = [];
  const onComment = (_: boolean, __: string, start: number, end: number) => {
    comments.push({ start, end, style: "comment" });
  };
  try {
    for (const token of tokenizer(code, { ...promptSyntax, onComment })) tokens.push(token);
    return { tokens, comments, problem: "" };
  } catch (error) {
    return { tokens, comments, problem: String(error) };
  }
}
