import type { Range } from "./source.ts";
import type { Value } from "./value.ts";

export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

interface Kinds {
  literal: { readonly value: Value };
  /** Texts one after the other. */
  template: { readonly parts: readonly Expression[] };
  variable: { readonly name: string };
  index: { readonly of: Expression; readonly key: Expression };
  /** `of[*]…`: `each` for each, where the hole is. */
  splat: { readonly of: Expression; readonly hole: symbol; readonly each: Expression };
  hole: { readonly hole: symbol };
  call: { readonly name: string; readonly args: readonly Expression[]; readonly isExpanded: boolean };
  unary: { readonly operator: "-" | "!"; readonly of: Expression };
  binary: { readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression };
  conditional: { readonly condition: Expression; readonly yes: Expression; readonly no: Expression };
  tuple: { readonly items: readonly Expression[] };
  object: { readonly entries: readonly { readonly key: Expression; readonly value: Expression }[] };
  for: ForExpression;
}

export interface ForExpression {
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Of an object. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly condition: Expression | undefined;
  readonly isGrouped: boolean;
  /** Of a template: its texts are joined. */
  readonly isJoined: boolean;
}

/** An expression of HCL, as it is written. */
export type Expression = {
  [K in keyof Kinds]: { readonly kind: K; readonly range: Range } & Kinds[K];
}[keyof Kinds];

export interface Attribute {
  readonly name: string;
  readonly range: Range;
  readonly value: Expression;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  /** Of its first line. */
  readonly range: Range;
  readonly body: Body;
}

/** What is in a file, or between the braces of a block. */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** `NAME` where a bare name is a word and no variable. */
export function bareName(expression: Expression): string | undefined {
  return expression.kind === "variable" ? expression.name : undefined;
}
