import { inspect } from "node:util";
import type { Completion, Evaluator } from "../evaluator.ts";
import { bun } from "./bun.ts";

/** Bun's transpiler turns declarations into globals and the last value into `{ value }`. */
export function createEvaluator(): Evaluator {
  const { Transpiler } = bun();
  const repl = new Transpiler({ loader: "ts", replMode: true, target: "bun" });
  const plain = new Transpiler({ loader: "ts", target: "bun", deadCodeElimination: false }); // The last value is not dead.
  const lowering = new Transpiler({ loader: "ts", target: "node", deadCodeElimination: false }); // `repl` fails at `using` in a block.
  // biome-ignore lint/security/noGlobalEval: running what the user typed is what a prompt is for.
  const globalEval = eval; // Called by another name, `eval` runs in the global scope (ECMA-262, "PerformEval").

  async function evaluate(code: string): Promise<Completion> {
    const result: unknown = await globalEval(readable(repl, code));
    return typeof result === "object" && result !== null && "value" in result
      ? { value: result.value }
      : { value: undefined };
  }

  return {
    evaluate,
    // Bun cannot tell whether an expression acts, so only names and their properties are followed.
    peek: async (expression) =>
      /^[\p{L}\p{N}_$.?]+$/u.test(expression) ? (await evaluate(expression)).value : undefined,
    stripTypes: async (code) => readable(plain, code),
    lowerUsing: async (code) => readable(lowering, code),
  };
}

function readable(transpiler: { transformSync(code: string): string }, code: string): string {
  try {
    return transpiler.transformSync(code);
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : inspect(error));
  }
}
