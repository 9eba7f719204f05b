import { Problem } from "./source.ts";
import { isList, isMap, kindOf, toBool, toNumber, toText, type Value } from "./value.ts";

interface Parameters {
  text: string;
  number: number;
  integer: number;
  bool: boolean;
  list: readonly Value[];
  object: ReadonlyMap<string, Value>;
  /** All but null. */
  value: Exclude<Value, null>;
  any: Value;
}

type Kind = keyof Parameters;

/** A function of HCL; its arguments are values already. */
export interface HclFunction {
  /** Throws a Problem, without the function's name. */
  readonly call: (args: readonly Value[]) => Value;
}

export type FunctionTable = Readonly<Record<string, HclFunction>>;

type Arguments<P extends readonly Kind[]> = { readonly [I in keyof P]: Parameters[P[I]] };

/** A function of so many arguments, each turned into its kind. */
export function fixed<const P extends readonly Kind[]>(kinds: P, run: (...args: Arguments<P>) => Value): HclFunction {
  return {
    call: (args) => {
      checkCount(args.length, kinds.length, kinds.length);
      const read = kinds.map((kind, index) => argument(kind, args[index] ?? null, index));
      return run(...(read as unknown as Arguments<P>)); // Each read as its kind.
    },
  };
}

/** A function of these arguments, and any number of one more kind. */
export function variadic<const P extends readonly Kind[], R extends Kind>(
  kinds: P,
  rest: R,
  run: (args: Arguments<P>, rest: readonly Parameters[R][]) => Value,
): HclFunction {
  return {
    call: (args) => {
      checkCount(args.length, kinds.length, Number.POSITIVE_INFINITY);
      const read = args.map((value, index) => argument(kinds[index] ?? rest, value, index));
      const [own, more] = [read.slice(0, kinds.length), read.slice(kinds.length)];
      return run(own as unknown as Arguments<P>, more as Parameters[R][]); // Each read as its kind.
    },
  };
}

function checkCount(given: number, least: number, most: number): void {
  if (given >= least && given <= most) return;
  const wanted = most === least ? String(least) : `at least ${least}`;
  throw new Problem(`it takes ${wanted} argument${least === 1 ? "" : "s"}, not ${given}`);
}

function argument(kind: Kind, value: Value, index: number): Value {
  const what = `argument ${index + 1}`;
  if (value === null && kind !== "any") throw new Problem(`${what} is null`);
  switch (kind) {
    case "text":
      return toText(value, what);
    case "number":
      return toNumber(value, what);
    case "integer": {
      const number = toNumber(value, what);
      if (!Number.isInteger(number)) throw new Problem(`${what} is no whole number`);
      return number;
    }
    case "bool":
      return toBool(value, what);
    case "list":
      if (isList(value)) return value;
      throw new Problem(`${what} is ${kindOf(value)}, no list`);
    case "object":
      if (isMap(value)) return value;
      throw new Problem(`${what} is ${kindOf(value)}, no object`);
    default:
      return value;
  }
}
