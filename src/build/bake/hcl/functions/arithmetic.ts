import { type FunctionTable, fixed, variadic } from "../function-table.ts";
import { applied } from "../operators.ts";
import { Problem } from "../source.ts";
import type { BinaryOperator } from "../syntax.ts";
import { exact, isEqual, type Value } from "../value.ts";

const operator = (name: BinaryOperator) => fixed(["number", "number"], (a, b) => applied(name, a, () => b));

/** What is calculated with numbers, and what compares. */
export const arithmeticFunctions: FunctionTable = {
  absolute: fixed(["number"], Math.abs),
  add: operator("+"),
  subtract: operator("-"),
  multiply: operator("*"),
  divide: operator("/"),
  modulo: operator("%"),
  greaterthan: operator(">"),
  greaterthanorequalto: operator(">="),
  lessthan: operator("<"),
  lessthanorequalto: operator("<="),
  negate: fixed(["number"], (number) => -number + 0),
  ceil: fixed(["number"], (number) => Math.ceil(number) + 0),
  floor: fixed(["number"], Math.floor),
  int: fixed(["number"], (number) => Math.trunc(number) + 0),
  signum: fixed(["number"], Math.sign),
  log: fixed(["number", "number"], (number, base) => exact(Math.log(number) / Math.log(base))),
  pow: fixed(["number", "number"], (base, power) => exact(base ** power)),
  max: variadic([], "number", (_, numbers) => extreme(numbers, Math.max)),
  min: variadic([], "number", (_, numbers) => extreme(numbers, Math.min)),
  parseint: fixed(["text", "integer"], parsedInteger),
  equal: fixed(["any", "any"], isEqual),
  notequal: fixed(["any", "any"], (a, b) => !isEqual(a, b)),
  and: fixed(["bool", "bool"], (a, b) => a && b),
  or: fixed(["bool", "bool"], (a, b) => a || b),
  not: fixed(["bool"], (a) => !a),
};

function extreme(numbers: readonly number[], choose: (a: number, b: number) => number): Value {
  if (numbers.length === 0) throw new Problem("there is no number to choose from");
  return numbers.reduce((a, b) => choose(a, b));
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Of a base from 2 to 62; up to 36 in letters of either case. */
function parsedInteger(text: string, base: number): Value {
  if (base < 2 || base > 62) throw new Problem(`a base is from 2 to 62, not ${base}`);
  const [, sign = "", written = ""] = /^([-+]?)([0-9A-Za-z]+)$/.exec(text) ?? [];
  const values = [...(base <= 36 ? written.toLowerCase() : written)].map((digit) => digits.indexOf(digit));
  if (values.length === 0 || values.some((value) => value >= base))
    throw new Problem(`${JSON.stringify(text)} is no whole number of base ${base}`);
  return exact(values.reduce((sum, value) => sum * base + value, 0) * (sign === "-" ? -1 : 1));
}
