import { Problem } from "./source.ts";
import type { BinaryOperator } from "./syntax.ts";
import { exact, isEqual, toBool, toNumber, type Value } from "./value.ts";

/** Throws a Problem. */
export function applied(operator: BinaryOperator, left: Value, right: () => Value): Value {
  const before = `what is before ${operator}`;
  const after = `what is after ${operator}`;
  switch (operator) {
    case "&&":
      return toBool(left, before) && toBool(right(), after);
    case "||":
      return toBool(left, before) || toBool(right(), after);
    case "==":
      return isEqual(left, right());
    case "!=":
      return !isEqual(left, right());
    default:
      return calculated(operator, toNumber(left, before), toNumber(right(), after));
  }
}

function calculated(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "+":
      return exact(left + right);
    case "-":
      return exact(left - right);
    case "*":
      return exact(left * right);
    default:
      if (right === 0) throw new Problem("this divides by zero");
      return exact(operator === "/" ? left / right : left % right);
  }
}
