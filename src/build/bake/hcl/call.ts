import { isNerdError } from "../../../errors.ts";
import type { Scope } from "./scope.ts";
import { Problem } from "./source.ts";
import type { Expression } from "./syntax.ts";
import { converted, parseType } from "./type-constraint.ts";
import { isList, kindOf, type Value } from "./value.ts";

type Call = Expression & { readonly kind: "call" };

/** Functions whose arguments are not values, but expressions. */
const special: Readonly<Record<string, (call: Call, scope: Scope) => Value>> = {
  can: ({ args }, scope) => {
    const [only] = args;
    if (only === undefined || args.length > 1) throw new Problem("can takes 1 argument");
    return attempted(only, scope) !== undefined;
  },
  try: ({ args }, scope) => {
    for (const each of args) {
      const value = attempted(each, scope);
      if (value !== undefined) return value;
    }
    throw new Problem("nothing that was tried is right");
  },
  convert: ({ args }, scope) => {
    const [value, type] = args;
    if (value === undefined || type === undefined || args.length > 2)
      throw new Problem("convert takes a value and a type");
    return converted(scope.evaluate(value, scope), parseType(type));
  },
};

/** What a function gives for these arguments. Throws a Problem besides. */
export function called(call: Call, scope: Scope): Value {
  const { name, args, isExpanded } = call;
  if (Object.hasOwn(special, name)) return special[name]!(call, scope);
  const found = scope.function(name);
  const values = args.map((each) => scope.evaluate(each, scope));
  if (isExpanded) {
    const last = values.pop() ?? null;
    if (!isList(last)) throw new Problem(`what ... spreads is ${kindOf(last)}, no list`);
    values.push(...last);
  }
  try {
    return found.call(values);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(`${name}: ${error.message}`, error);
  }
}

function attempted(expression: Expression, scope: Scope): Value | undefined {
  try {
    return scope.evaluate(expression, scope);
  } catch (error) {
    if (isNerdError(error)) return undefined;
    throw error;
  }
}
