import { invalidAt, type Range, type Source } from "./source.ts";
import type { Expression } from "./syntax.ts";

export interface Token {
  readonly type: "name" | "number" | "mark" | "newline" | "end";
  readonly text: string;
  readonly range: Range;
}

const space = /(?:[ \t\r]|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*)*/y;
const spaceAndLines = /(?:\s|\ufeff|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*)*/y;
const name = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const mark = /\.\.\.|=>|&&|\|\||==|!=|<=|>=|<<-?|[-+*/%!<>=?:.,()[\]{}"~]/y;

/** More than anybody writes, less than any stack holds. */
const depthLimit = 200;

/** A place in a file, from where tokens are read as they are asked for: templates and heredocs have rules of their own. */
export class Cursor {
  readonly source: Source;
  at: number;
  /** Nothing is read from here on. */
  end: number;
  #ignoresLines = false;
  #depth = 0;

  readonly #expression: (cursor: Cursor) => Expression;

  /** Terms, templates and collections are of expressions again, which `expression` reads. */
  constructor(source: Source, expression: (cursor: Cursor) => Expression) {
    this.source = source;
    this.#expression = expression;
    this.at = source.text.startsWith("\ufeff") ? 1 : 0;
    this.end = source.text.length;
  }

  expression(): Expression {
    return this.#expression(this);
  }

  /** The next token, which is still there afterwards. */
  peek(): Token {
    const before = this.at;
    const token = this.#read();
    this.at = before;
    return token;
  }

  next(): Token {
    return this.#read();
  }

  /** Reads the next token if it is this mark or name. */
  take(text: string): Token | undefined {
    const token = this.peek();
    if ((token.type !== "mark" && token.type !== "name") || token.text !== text) return undefined;
    this.at = token.range.end;
    return token;
  }

  isAt(text: string): boolean {
    const token = this.peek();
    return (token.type === "mark" || token.type === "name") && token.text === text;
  }

  expect(text: string, after: string): Token {
    const token = this.take(text);
    if (token === undefined) throw this.unexpected(`${text} is missing ${after}`);
    return token;
  }

  skipLines(): void {
    while (this.peek().type === "newline") this.next();
  }

  /** Reads something in which line ends do, or do not, mean anything. */
  within<T>(lines: "ignored" | "kept", read: () => T): T {
    const before = this.#ignoresLines;
    this.#ignoresLines = lines === "ignored";
    try {
      return read();
    } finally {
      this.#ignoresLines = before;
    }
  }

  /** Bounds how deep things are in each other. */
  deeper<T>(read: () => T): T {
    if (this.#depth >= depthLimit) throw invalidAt(this.range(this.at), "this is too deeply nested");
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  range(start: number, end = this.at): Range {
    return { source: this.source, start, end: Math.max(end, start + 1) };
  }

  unexpected(message: string) {
    const token = this.peek();
    const found = { newline: "the end of the line", end: "the end" }[token.type as string] ?? token.text;
    return invalidAt(token.range, `${message}, found ${found}`);
  }

  #read(): Token {
    const { text } = this.source;
    this.#skip(this.#ignoresLines ? spaceAndLines : space);
    if (this.at >= this.end) return { type: "end", text: "", range: this.range(this.end) };
    if (text[this.at] === "\n") return this.#token("newline", 1);
    for (const [type, pattern] of [
      ["name", name],
      ["number", number],
      ["mark", mark],
    ] as const) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(text)?.[0];
      if (found !== undefined && this.at + found.length <= this.end) return this.#token(type, found.length);
    }
    const wrong = String.fromCodePoint(text.codePointAt(this.at) ?? 0);
    const hint = wrong === "'" ? { hint: 'texts stand in double quotes: "…"' } : {};
    throw invalidAt(this.range(this.at, this.at + 1), `${JSON.stringify(wrong)} means nothing here`, hint);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    const length = pattern.exec(this.source.text)?.[0].length ?? 0;
    this.at = Math.min(this.at + length, this.end);
    if (this.source.text.startsWith("/*", this.at) && this.at < this.end)
      throw invalidAt(this.range(this.at, this.at + 2), "this comment has no end");
  }

  #token(type: Token["type"], length: number): Token {
    const start = this.at;
    this.at += length;
    return { type, text: this.source.text.slice(start, this.at), range: this.range(start) };
  }
}
