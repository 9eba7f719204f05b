import type { Cursor } from "./cursor.ts";
import { between } from "./source.ts";
import type { BinaryOperator, Expression } from "./syntax.ts";
import { parseTerm } from "./term-parser.ts";

/** Loosest first, as HCL's specification has them. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  [">", ">=", "<", "<="],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Reads an expression up to where it cannot go on. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.deeper(() => {
    const condition = parseLevel(cursor, 0);
    if (!cursor.take("?")) return condition;
    const yes = parseExpression(cursor);
    cursor.expect(":", "between the two values of a condition");
    const no = parseExpression(cursor);
    return { kind: "conditional", range: between(condition.range, no.range), condition, yes, no };
  });
}

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  for (let count = 0; ; count++) {
    const operator = operators.find((each) => cursor.take(each));
    if (operator === undefined) return left;
    // A chain is as deep a tree as it is long.
    if (count >= 1000) throw cursor.unexpected("this expression is too long");
    const right = parseLevel(cursor, level + 1);
    left = { kind: "binary", range: between(left.range, right.range), operator, left, right };
  }
}

function parseUnary(cursor: Cursor): Expression {
  const token = cursor.take("-") ?? cursor.take("!");
  if (token === undefined) return parseTerm(cursor);
  const of = cursor.deeper(() => parseUnary(cursor));
  const operator = token.text === "-" ? "-" : "!";
  return { kind: "unary", range: between(token.range, of.range), operator, of };
}
