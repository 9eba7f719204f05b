import { type FunctionTable, fixed, variadic } from "../function-table.ts";
import { Problem } from "../source.ts";
import { byText, entriesOf, exact, isEqual, isList, isMap, kindOf, toNumber, toText, type Value } from "../value.ts";

/** What is done with lists and objects. */
export const collectionFunctions: FunctionTable = {
  chunklist: fixed(["list", "integer"], (list, size) => {
    if (size <= 0) return list.length === 0 ? [] : [list];
    return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
      list.slice(index * size, (index + 1) * size),
    );
  }),
  coalesce: variadic([], "any", (_, values) => {
    const found = values.find((value) => value !== null);
    if (found === undefined) throw new Problem("there is nothing but null");
    return found;
  }),
  coalescelist: variadic([], "any", (_, values) => {
    const found = values.find((value) => isList(value) && value.length > 0);
    if (found === undefined) throw new Problem("there is no list with something in it");
    return found;
  }),
  compact: fixed(["list"], (list) => list.filter((item) => item !== null && item !== "")),
  concat: variadic([], "list", (_, lists) => lists.flat()),
  contains: fixed(["list", "any"], (list, value) => list.some((each) => isEqual(each, value))),
  distinct: fixed(["list"], distinct),
  element: fixed(["list", "integer"], (list, index) => {
    if (list.length === 0) throw new Problem("the list is empty");
    return list[((index % list.length) + list.length) % list.length] ?? null;
  }),
  flatten: fixed(["list"], (list) => flattened(list)),
  hasindex: fixed(["value", "any"], (value, key) => foundAt(value, key) !== undefined),
  index: fixed(["value", "any"], (value, key) => {
    const found = foundAt(value, key);
    if (found === undefined) throw new Problem("there is nothing at that index");
    return found;
  }),
  indexof: fixed(["list", "any"], (list, value) => {
    const index = list.findIndex((each) => isEqual(each, value));
    if (index === -1) throw new Problem("the value is not in the list");
    return index;
  }),
  keys: fixed(["object"], (object) => [...object.keys()].sort(byText)),
  values: fixed(["object"], (object) => entriesOf(object).map(([, value]) => value)),
  length: fixed(["value"], (value) => {
    if (isList(value)) return value.length;
    if (isMap(value)) return value.size;
    throw new Problem(
      `argument 1 is ${kindOf(value)}, no list or object`,
      typeof value === "string" ? { hint: "of a text, write strlen" } : {},
    );
  }),
  lookup: fixed(["object", "text", "any"], (object, key, otherwise) => object.get(key) ?? otherwise),
  merge: { call: (objects) => new Map(objects.flatMap((object) => (object === null ? [] : [...asObject(object)]))) },
  range: variadic([], "number", (_, numbers) => rangeOf(numbers)),
  reverselist: fixed(["list"], (list) => list.toReversed()),
  slice: fixed(["list", "integer", "integer"], (list, start, end) => {
    if (start < 0 || end < start || end > list.length)
      throw new Problem(`a list of ${list.length} has no part from ${start} to ${end}`);
    return list.slice(start, end);
  }),
  sort: fixed(["list"], (list) => list.map((item) => toText(item, "what is sorted")).sort(byText)),
  zipmap: fixed(["list", "list"], (keys, values) => {
    if (keys.length !== values.length) throw new Problem(`${keys.length} keys are not of ${values.length} values`);
    return new Map(keys.map((key, index) => [toText(key, "the key"), values[index] ?? null]));
  }),
};

function distinct(list: readonly Value[]): Value[] {
  const seen = new Set<Value>();
  const kept: Value[] = [];
  for (const value of list) {
    const isKnown =
      typeof value === "object" && value !== null ? kept.some((each) => isEqual(each, value)) : seen.has(value);
    seen.add(value);
    if (!isKnown) kept.push(value);
  }
  return kept;
}

function flattened(list: readonly Value[]): Value[] {
  return list.flatMap((item) => (isList(item) ? flattened(item) : [item]));
}

function foundAt(value: Value, key: Value): Value | undefined {
  if (isMap(value)) return typeof key === "string" ? value.get(key) : undefined;
  if (!isList(value)) throw new Problem(`argument 1 is ${kindOf(value)}, no list or object`);
  return typeof key === "number" || typeof key === "string" ? value[toNumber(key)] : undefined;
}

function asObject(value: Value): ReadonlyMap<string, Value> {
  if (isMap(value)) return value;
  throw new Problem(`this is ${kindOf(value)}, no object`);
}

/** As many as cty makes at most. */
const rangeLimit = 1024;

/** Of an end; of a start and an end; of these and a step. */
function rangeOf(numbers: readonly number[]): Value[] {
  const [first, second, third] = numbers;
  if (first === undefined || numbers.length > 3) throw new Problem(`it takes 1 to 3 arguments, not ${numbers.length}`);
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (end < start ? -1 : 1);
  if (step === 0 || (step > 0 && end < start) || (step < 0 && end > start))
    throw new Problem(`steps of ${step} do not lead from ${start} to ${end}`);
  const count = Math.ceil(exact((end - start) / step));
  if (count > rangeLimit) throw new Problem(`a range has at most ${rangeLimit} numbers`);
  return Array.from({ length: count }, (_, index) => exact(start + index * step));
}
