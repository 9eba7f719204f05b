/** Words that open, continue or close a control structure. */
export const keywords = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
] as const);

export type TokenKind =
  /** Between actions, trimmed already. */
  | "text"
  /** `{{` and `}}`, trim markers included. */
  | "open"
  | "close"
  /** `.Name`; a dot alone is `dot`. */
  | "field"
  | "dot"
  /** `$` or `$name`. */
  | "variable"
  | "word"
  /** Strings, numbers, characters: what they stand for is in `value`. */
  | "literal"
  /** Significant: `.A .B` are two operands, `.A.B` is one. */
  | "space"
  /** One of `|` `:=` `=` `,` `(` `)`. */
  | "sign"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
  readonly value?: string | number | bigint;
}
