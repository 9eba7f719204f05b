import { runtimeName } from "./runtime.ts";

/** In an object, so that a promise as the value of a line is not awaited on the way. */
export interface Completion {
  readonly value: unknown;
}

/** Runs lines one after another in one scope, the global one, in which `const` may be declared again. */
export interface Evaluator {
  /** The completion value of a script with top-level await; what the code throws is thrown as it is. */
  evaluate(code: string): Promise<Completion>;
  /** The value of an expression, if finding it out has no side effect: no getter, no call that could act. */
  peek(expression: string): Promise<unknown>;
  /** TypeScript → JavaScript. Throws a SyntaxError. */
  stripTypes(code: string): Promise<string>;
  /** `using` in blocks → `try` and `finally`, perhaps with an import of what they call: not every runtime takes it at a prompt. */
  lowerUsing(code: string): Promise<string>;
}

export async function createEvaluator(): Promise<Evaluator> {
  switch (runtimeName) {
    case "node":
      return (await import("./node/evaluator.ts")).createEvaluator();
    case "bun":
      return (await import("./bun/evaluator.ts")).createEvaluator();
    case "deno":
      return (await import("./deno/evaluator.ts")).createEvaluator();
  }
}
