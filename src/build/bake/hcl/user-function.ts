import { attributesOf, type Named } from "./declarations.ts";
import { evaluate } from "./evaluation.ts";
import type { HclFunction } from "./function-table.ts";
import { innerScope, type Scope } from "./scope.ts";
import { invalidAt, Problem } from "./source.ts";
import { bareName, type Expression } from "./syntax.ts";
import type { Value } from "./value.ts";

/** A `function` block as a function; `scope` is that of its file. Throws BAKE_INVALID. */
export function userFunction({ name, block }: Named, scope: Scope): HclFunction {
  const attributes = attributesOf(block);
  const [params, result] = ["params", "result"].map((each) => attributes.get(each)?.value);
  if (params?.kind !== "tuple")
    throw invalidAt(params?.range ?? block.range, `the function ${name} has no list of params`);
  if (result === undefined) throw invalidAt(block.range, `the function ${name} has no result`);
  const names = params.items.map(parameterName);
  const rest = attributes.get("variadic_params")?.value;
  const restName = rest === undefined ? undefined : parameterName(rest);
  let isOpen = false;
  return {
    call: (args) => {
      if (args.length < names.length || (restName === undefined && args.length > names.length))
        throw new Problem(
          `it takes ${restName === undefined ? "" : "at least "}${names.length} arguments, not ${args.length}`,
        );
      if (isOpen) throw new Problem("it needs itself");
      const values = new Map<string, Value>(names.map((each, index) => [each, args[index] ?? null]));
      if (restName !== undefined) values.set(restName, args.slice(names.length));
      isOpen = true;
      try {
        return evaluate(result, innerScope(scope, values));
      } finally {
        isOpen = false;
      }
    },
  };
}

/** A bare word, in JSON a text. */
function parameterName(expression: Expression): string {
  const name = expression.kind === "literal" ? expression.value : bareName(expression);
  if (typeof name === "string") return name;
  throw invalidAt(expression.range, "a parameter is a name");
}
