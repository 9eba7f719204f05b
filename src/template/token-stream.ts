import type { NerdError } from "../errors.ts";
import { Fault, templateError } from "./fault.ts";
import type { Token, TokenKind } from "./token.ts";

/** Tokens read one by one, with any number of them seen ahead. */
export class TokenStream {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#at++;
    return token;
  }

  peek(ahead = 0): Token {
    // The last token is `end`, and it is never passed.
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  skipSpace(): Token {
    while (this.peek().kind === "space") this.#at++;
    return this.peek();
  }

  /** The next token, blank space skipped, where it is what `kind` and `text` say; else nothing is read. */
  accept(kind: TokenKind, text?: string): Token | undefined {
    const token = this.skipSpace();
    return token.kind === kind && (text === undefined || token.text === text) ? this.next() : undefined;
  }

  expect(kind: TokenKind, where: string): Token {
    const token = this.skipSpace();
    if (token.kind !== kind) throw this.unexpected(token, where);
    return this.next();
  }

  unexpected(token: Token, where: string): NerdError {
    const what = token.kind === "end" ? "end of template" : token.text.trim();
    return this.error(token, new Fault(`unexpected ${what} in ${where}`));
  }

  error(at: { readonly offset: number }, fault: Fault): NerdError {
    return templateError(this.#source, at.offset, fault);
  }
}
