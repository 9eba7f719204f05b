/** What the parser makes and the evaluator walks. Offsets point into the template's text, for error messages. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipeline: Pipeline }
  | ({ readonly kind: "if" | "with" | "range"; readonly pipeline: Pipeline } & Branches)
  | {
      readonly kind: "template";
      readonly name: string;
      readonly pipeline: Pipeline | undefined;
      readonly offset: number;
    }
  | { readonly kind: "break" | "continue" };

interface Branches {
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** Commands joined by `|`; the value of each is the last argument of the next. */
export interface Pipeline {
  /** Names with their `$`: one, or two in a `range`. */
  readonly variables: readonly string[];
  /** True for `=`, which sets variables that exist; `:=` makes new ones. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly offset: number;
}

/** An operand, followed by arguments where it is a function or a method. */
export interface Command {
  readonly operands: readonly [Operand, ...Operand[]];
  readonly offset: number;
}

/** A start, then field names to follow from there: `.A.B`, `$x.A`, `(index . 0).A`. */
export interface Operand {
  readonly base: Base;
  readonly fields: readonly string[];
  readonly offset: number;
}

export type Base =
  | { readonly kind: "dot" }
  | { readonly kind: "nil" }
  | { readonly kind: "literal"; readonly value: string | number | bigint | boolean }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline };

/** The main body, and the bodies of `define` and `block` by name. */
export interface Syntax {
  readonly body: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}
