import type { HclFunction } from "./function-table.ts";
import { Problem } from "./source.ts";
import type { Expression } from "./syntax.ts";
import type { Value } from "./value.ts";

/** What names in an expression mean. */
export interface Scope {
  /** Throws a Problem where nothing has that name. */
  readonly variable: (name: string) => Value;
  /** `target.NAME.FIELD`; undefined where `root` is no kind of block. */
  readonly field: (root: string, name: string, field: string | undefined) => Value | undefined;
  /** Throws a Problem where nothing has that name. */
  readonly function: (name: string) => HclFunction;
  /** What an expression is worth, all names meaning what they mean in `scope`. */
  readonly evaluate: (expression: Expression, scope: Scope) => Value;
  readonly holes: ReadonlyMap<symbol, Value>;
  readonly budget: Budget;
}

/** What is left of the steps and characters that the evaluation of all files may take. */
export interface Budget {
  steps: number;
  characters: number;
}

export function newBudget(): Budget {
  return { steps: 2_000_000, characters: 64 << 20 };
}

/** Throws a Problem once too much has been done. */
export function spend(budget: Budget, kind: keyof Budget, amount: number): void {
  budget[kind] -= amount;
  if (budget[kind] < 0) throw new Problem("the evaluation of this takes too much");
}

/** These values stand before what has the same name outside. */
export function innerScope(scope: Scope, values: ReadonlyMap<string, Value>): Scope {
  return {
    ...scope,
    variable: (name) => (values.has(name) ? (values.get(name) ?? null) : scope.variable(name)),
    field: (root, name, field) => (values.has(root) ? undefined : scope.field(root, name, field)),
  };
}

export function withHole(scope: Scope, hole: symbol, value: Value): Scope {
  return { ...scope, holes: new Map([...scope.holes, [hole, value]]) };
}
