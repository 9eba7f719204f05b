import { type FunctionTable, fixed, variadic } from "../function-table.ts";
import { Problem } from "../source.ts";
import { setOf } from "../type-constraint.ts";
import { isEqual, type Value } from "../value.ts";

const has = (set: readonly Value[], value: Value): boolean => set.some((each) => isEqual(each, value));

const productLimit = 10_000;

/** What is done with sets: lists whose values are each there once, in order. */
export const setFunctions: FunctionTable = {
  sethaselement: fixed(["list", "any"], has),
  setunion: variadic(["list"], "list", ([first], rest) => setOf([first, ...rest].flat())),
  setintersection: variadic(["list"], "list", ([first], rest) =>
    setOf(first.filter((value) => rest.every((set) => has(set, value)))),
  ),
  setsubtract: fixed(["list", "list"], (a, b) => setOf(a.filter((value) => !has(b, value)))),
  setsymmetricdifference: variadic(["list"], "list", ([first], rest) =>
    setOf(
      rest.reduce<readonly Value[]>(
        (a, b) => [...a.filter((each) => !has(b, each)), ...b.filter((each) => !has(a, each))],
        first,
      ),
    ),
  ),
  setproduct: variadic([], "list", (_, sets) => {
    if (sets.length < 2) throw new Problem("it takes at least 2 lists");
    if (sets.reduce((product, { length }) => product * length, 1) > productLimit)
      throw new Problem(`this makes more than ${productLimit} combinations`);
    return sets.reduce<Value[][]>((made, set) => made.flatMap((each) => set.map((value) => [...each, value])), [[]]);
  }),
};
