import { Fault } from "./fault.ts";
import { kindOf } from "./value.ts";

/** True where the first argument equals any of the others. */
export function eq(first: unknown, ...others: readonly unknown[]): boolean {
  if (others.length === 0) throw new Fault("eq needs two arguments or more");
  return others.some((other) => areEqual(first, other));
}

export function ne(first: unknown, second: unknown): boolean {
  return !areEqual(first, second);
}

export function lt(first: unknown, second: unknown): boolean {
  return order(first, second) < 0;
}

export function le(first: unknown, second: unknown): boolean {
  return order(first, second) <= 0;
}

export function gt(first: unknown, second: unknown): boolean {
  return order(first, second) > 0;
}

export function ge(first: unknown, second: unknown): boolean {
  return order(first, second) >= 0;
}

function areEqual(first: unknown, second: unknown): boolean {
  const [a, b] = [comparable(first), comparable(second)];
  if (a === "nil" || b === "nil") return a === b;
  if (a === "other" || b === "other") throw new Fault("lists, maps and records cannot be compared");
  // By order, since === tells a bigint from the number of the same value.
  if (a === "number" && b === "number") return order(first, second) === 0;
  if (a !== b) throw new Fault(`cannot compare a ${kindOf(first)} with a ${kindOf(second)}`);
  return first === second;
}

function order(first: unknown, second: unknown): number {
  const [a, b] = [comparable(first), comparable(second)];
  if (a !== b || (a !== "number" && a !== "string")) {
    throw new Fault(`cannot order a ${kindOf(first)} and a ${kindOf(second)}`);
  }
  // Both are numbers or both texts, by the line above.
  const [x, y] = [first as number | string, second as number | string];
  return x < y ? -1 : x > y ? 1 : 0;
}

function comparable(value: unknown): "nil" | "number" | "string" | "bool" | "other" {
  switch (kindOf(value)) {
    case "none":
    case "nil":
      return "nil";
    case "int":
    case "float":
      return "number";
    case "string":
      return "string";
    case "bool":
      return "bool";
    default:
      return "other";
  }
}
