import { Fault, templateError } from "./fault.ts";
import { characterCode, parseNumber, unquote } from "./literal.ts";
import type { Token, TokenKind } from "./token.ts";

type Rule = readonly [pattern: RegExp, kind: TokenKind, read?: (text: string) => string | number | bigint];

/** Tried in this order at each place inside an action. A closing `-}}` needs blank space before its minus. */
const rules: readonly Rule[] = [
  [/[ \t\r\n]+-\}\}|\}\}/y, "close"],
  [/[ \t\r\n]+/y, "space"],
  [/"(?:[^"\\\n]|\\.)*"/y, "literal", unquote],
  [/`[^`]*`/y, "literal", unquote],
  [/'(?:[^'\\\n]|\\.)+'/y, "literal", characterCode],
  [/[+-]?\.?\d(?:[eEpP][+-](?=\d)|[\w.])*/y, "literal", parseNumber],
  [/\.[\p{L}_][\p{L}\p{Nd}_]*/uy, "field"],
  [/\./y, "dot"],
  [/\$[\p{L}\p{Nd}_]*/uy, "variable"],
  [/[\p{L}_][\p{L}\p{Nd}_]*/uy, "word"],
  [/:=|[|=,()]/y, "sign"],
];

const trimmedOpen = /\{\{-(?=[ \t\r\n])/y;
const comment = /\{\{(?:-[ \t\r\n]+)?\/\*[\s\S]*?\*\/(?:[ \t\r\n]+-)?\}\}/y;
const commentStart = /\{\{(?:-[ \t\r\n]+)?\/\*/y;

/** Splits a template into tokens; the last one is always `end`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsLeft = false;

  while (at < source.length) {
    const open = source.indexOf("{{", at);
    const until = open < 0 ? source.length : open;
    const trimsRight = open >= 0 && matchAt(trimmedOpen, source, open) !== undefined;
    const text = trimmed(source.slice(at, until), trimsLeft, trimsRight);
    if (text !== "") tokens.push({ kind: "text", text, offset: at });
    if (open < 0) break;
    const skipped = matchAt(comment, source, open);
    if (skipped !== undefined) {
      at = open + skipped.length;
      trimsLeft = skipped.endsWith("-}}");
      continue;
    }
    if (matchAt(commentStart, source, open)) throw templateError(source, open, new Fault("comment is not closed"));
    const action = tokenizeAction(source, open, trimsRight ? "{{-" : "{{");
    tokens.push(...action);
    const close = action[action.length - 1]!; // An action has at least its two delimiters.
    at = close.offset + close.text.length;
    trimsLeft = close.text.endsWith("-}}");
  }
  return [...tokens, { kind: "end", text: "", offset: source.length }];
}

function tokenizeAction(source: string, open: number, delimiter: string): Token[] {
  const tokens: Token[] = [{ kind: "open", text: delimiter, offset: open }];
  let at = open + delimiter.length;
  while (at < source.length) {
    const token = nextToken(source, at);
    tokens.push(token);
    if (token.kind === "close") return tokens;
    at += token.text.length;
  }
  throw templateError(source, open, new Fault("action is not closed", { hint: "end it with }}" }));
}

function nextToken(source: string, offset: number): Token {
  for (const [pattern, kind, read] of rules) {
    const text = matchAt(pattern, source, offset);
    if (text === undefined) continue;
    return read ? { kind, text, offset, value: valueAt(source, offset, () => read(text)) } : { kind, text, offset };
  }
  const character = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  const quotes = `"'\``.includes(character);
  throw templateError(source, offset, new Fault(quotes ? "quote is not closed" : `unexpected ${character}`));
}

function valueAt<T>(source: string, offset: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Fault ? templateError(source, offset, error) : error;
  }
}

function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

/** Only ASCII blank space, as Go trims it. */
function trimmed(text: string, left: boolean, right: boolean): string {
  const start = left ? text.replace(/^[ \t\r\n]+/, "") : text;
  return right ? start.replace(/[ \t\r\n]+$/, "") : start;
}
