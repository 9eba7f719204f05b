import { eq, ge, gt, le, lt, ne } from "./comparison.ts";
import { html, js, urlquery } from "./escape.ts";
import { Fault } from "./fault.ts";
import { exact, type FunctionTable, variadic } from "./function-table.ts";
import { show, sprint, sprintln } from "./print.ts";
import { sprintf } from "./printf.ts";
import { element, entriesOf, entryOf, isTrue, kindOf } from "./value.ts";

/** Go's predefined functions. For `and`, `or` and `call` the evaluator chooses what it evaluates. */
export const goFunctions: FunctionTable = {
  and: variadic((_first: unknown) => undefined),
  or: variadic((_first: unknown) => undefined),
  not: exact((value: unknown) => !isTrue(value)),
  call: variadic(call),
  eq: variadic(eq),
  ne: exact(ne),
  lt: exact(lt),
  le: exact(le),
  gt: exact(gt),
  ge: exact(ge),
  len: exact(len),
  index: variadic(index),
  slice: variadic(slice),
  print: variadic((...values: readonly unknown[]) => sprint(values)),
  printf: variadic(printf),
  println: variadic((...values: readonly unknown[]) => sprintln(values)),
  html: variadic(html),
  js: variadic(js),
  urlquery: variadic(urlquery),
};

function call(method: unknown, ...values: readonly unknown[]): unknown {
  if (typeof method !== "function") throw new Fault(`call of a ${kindOf(method)}, which is not a function`);
  return method(...values) as unknown;
}

function printf(format: unknown, ...values: readonly unknown[]): string {
  if (typeof format !== "string") throw new Fault(`the format of printf is a text, not a ${kindOf(format)}`);
  return sprintf(format, values);
}

/** Of a text, its bytes in UTF-8, as in Go. */
function len(value: unknown): number {
  switch (kindOf(value)) {
    case "string":
      return Buffer.byteLength(value as string);
    case "list":
      return (value as unknown[]).length;
    case "map":
    case "record":
      return entriesOf(value as object).length;
    default:
      throw new Fault(`a ${kindOf(value)} has no length: ${show(value)}`);
  }
}

/** `index x 1 "k"` is x[1]["k"]. */
function index(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce((inner, key) => indexOne(inner, key), value);
}

function indexOne(value: unknown, key: unknown): unknown {
  switch (kindOf(value)) {
    case "list":
      return element((value as unknown[])[position(key, (value as unknown[]).length - 1)]);
    case "string": {
      const bytes = Buffer.from(value as string);
      return bytes[position(key, bytes.length - 1)];
    }
    case "map":
    case "record":
      return entryOf(value as object, String(key)) ?? zeroOf(value as object);
    default:
      throw new Fault(`a ${kindOf(value)} cannot be indexed by ${show(key)}`);
  }
}

/**
 * What Go gives for a key that is not there: the zero of the map's element type, which we only know from
 * what is there. Scripts compare `index .Config.Labels "x"` with the empty text, also where no label is set.
 */
function zeroOf(map: object): unknown {
  const kinds = new Set(entriesOf(map).map(([, entry]) => kindOf(entry)));
  if (kinds.size > 1) return undefined;
  if (kinds.size === 0 || kinds.has("string")) return "";
  if (kinds.has("bool")) return false;
  return kinds.has("int") ? 0 : undefined;
}

/** `slice x 1 2` is x[1:2]; of a text, by bytes. */
function slice(value: unknown, ...bounds: readonly unknown[]): unknown {
  const whole = typeof value === "string" ? Buffer.from(value) : value;
  if (bounds.length > (Array.isArray(value) ? 3 : 2)) throw new Fault(`${bounds.length} bounds are too many for slice`);
  if (!Array.isArray(whole) && !Buffer.isBuffer(whole)) throw new Fault(`a ${kindOf(value)} cannot be sliced`);
  const [from = 0, to = whole.length] = bounds.map((bound) => position(bound, whole.length));
  if (from > to) throw new Fault(`slice from ${from} to ${to} ends before it starts`);
  const part = whole.slice(from, to);
  return Buffer.isBuffer(part) ? part.toString("utf8") : part;
}

function position(key: unknown, last: number): number {
  if (typeof key !== "number" || !Number.isInteger(key)) throw new Fault(`not a position: ${show(key)}`);
  if (key < 0 || key > last) throw new Fault(`position ${key} is out of range, the last one is ${last}`);
  return key;
}
