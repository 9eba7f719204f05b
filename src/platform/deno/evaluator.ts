/** Deno has V8's inspector under Node's name. */
export { createEvaluator } from "../node/evaluator.ts";
