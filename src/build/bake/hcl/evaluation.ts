import { closest } from "../../../suggest.ts";
import { called } from "./call.ts";
import { evaluatedFor } from "./for.ts";
import { applied } from "./operators.ts";
import { type Scope, spend, withHole } from "./scope.ts";
import { located, Problem } from "./source.ts";
import type { Expression } from "./syntax.ts";
import { isList, isMap, kindOf, toBool, toNumber, toText, type Value } from "./value.ts";

/** What an expression is worth. Throws BAKE_INVALID, at the place in it that is wrong. */
export function evaluate(expression: Expression, scope: Scope): Value {
  return located(expression.range, () => {
    spend(scope.budget, "steps", 1);
    return worth(expression, scope);
  });
}

/** Throws a Problem besides, for what is wrong with the expression itself. */
function worth(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return templateValue(expression.parts, scope);
    case "variable":
      return scope.variable(expression.name);
    case "index":
      return reference(expression, scope) ?? indexed(evaluate(expression.of, scope), evaluate(expression.key, scope));
    case "splat": {
      const of = evaluate(expression.of, scope);
      const all = isList(of) ? of : of === null ? [] : [of];
      return all.map((each) => evaluate(expression.each, withHole(scope, expression.hole, each)));
    }
    case "hole":
      return scope.holes.get(expression.hole) ?? null;
    case "call":
      return called(expression, scope);
    case "unary": {
      const of = evaluate(expression.of, scope);
      return expression.operator === "-" ? -toNumber(of, "what is after -") + 0 : !toBool(of, "what is after !");
    }
    case "binary":
      return applied(expression.operator, evaluate(expression.left, scope), () => evaluate(expression.right, scope));
    case "conditional": {
      const condition = toBool(evaluate(expression.condition, scope), "the condition");
      return unified(expression[condition ? "yes" : "no"], expression[condition ? "no" : "yes"], scope);
    }
    case "tuple":
      return expression.items.map((item) => evaluate(item, scope));
    case "object":
      return new Map(
        expression.entries.map(({ key, value }) => {
          const name = located(key.range, () => toText(evaluate(key, scope), "the key"));
          return [name, evaluate(value, scope)] as const;
        }),
      );
    case "for":
      return evaluatedFor(expression, scope);
  }
}

/** A single value keeps its kind: `(name)`. */
function templateValue(parts: readonly Expression[], scope: Scope): Value {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return evaluate(only, scope);
  const text = parts
    .map((part) => located(part.range, () => toText(evaluate(part, scope), "what is filled in")))
    .join("");
  spend(scope.budget, "characters", text.length);
  return text;
}

/** `target.app.args`: of blocks, one field is looked at without the others. */
function reference(expression: Expression & { kind: "index" }, scope: Scope): Value | undefined {
  const path: string[] = [];
  let of: Expression = expression;
  for (; of.kind === "index" && path.length < 2; of = of.of) {
    if (of.key.kind !== "literal" || typeof of.key.value !== "string") return undefined;
    path.unshift(of.key.value);
  }
  const [name, field] = path;
  return of.kind === "variable" && name !== undefined ? scope.field(of.name, name, field) : undefined;
}

function indexed(of: Value, key: Value): Value {
  if (isMap(of)) {
    const name = toText(key, "the key");
    const value = of.get(name);
    if (value !== undefined) return value;
    const suggestions = closest(name, of.keys());
    throw new Problem(`there is no ${name} in this object`, {
      suggestions,
      ...(suggestions[0] !== undefined && { hint: `did you mean ${suggestions[0]}?` }),
    });
  }
  if (!isList(of)) throw new Problem(`${kindOf(of)} has nothing in it that could be taken out`);
  const index = toNumber(key, "the index");
  const value = of[index];
  if (value === undefined) throw new Problem(`this list has ${of.length} values, and none at ${index}`);
  return value;
}

/** A number beside a text is a text, as both results of a condition are of one kind. */
function unified(chosen: Expression, other: Expression, scope: Scope): Value {
  const value = evaluate(chosen, scope);
  if (typeof value !== "number" && typeof value !== "boolean") return value;
  let beside: Value;
  try {
    beside = evaluate(other, scope);
  } catch {
    return value; // What is not chosen may be wrong.
  }
  const isOther = beside !== null && typeof beside !== typeof value && !isMap(beside) && !isList(beside);
  return isOther ? toText(value) : value;
}
