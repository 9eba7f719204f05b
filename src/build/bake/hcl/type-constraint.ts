import { invalidAt, Problem } from "./source.ts";
import { bareName, type Expression } from "./syntax.ts";
import { byText, isEqual, isList, isMap, kindOf, toBool, toNumber, toText, type Value } from "./value.ts";

export type Type =
  | { readonly kind: "any" | "string" | "number" | "bool" }
  | { readonly kind: "list" | "set" | "map"; readonly of: Type }
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Member> };

interface Member {
  readonly type: Type;
  readonly isOptional: boolean;
}

const scalars = ["any", "string", "number", "bool"] as const;

/** `list(string)`, `object({ name = string })`, … Throws BAKE_INVALID. */
export function parseType(expression: Expression): Type {
  const name = bareName(expression);
  const scalar = scalars.find((each) => each === name);
  if (scalar !== undefined) return { kind: scalar };
  if (expression.kind === "call" && expression.args.length === 1) {
    const [of] = expression.args as [Expression];
    switch (expression.name) {
      case "list":
      case "set":
      case "map":
        return { kind: expression.name, of: parseType(of) };
      case "tuple":
        if (of.kind === "tuple") return { kind: "tuple", items: of.items.map(parseType) };
        break;
      case "object":
        if (of.kind === "object") return { kind: "object", members: new Map(of.entries.map(parseMember)) };
    }
  }
  throw invalidAt(expression.range, "this is no type", {
    hint: "types are string, number, bool, any, list(…), set(…), map(…), object({…}) and tuple([…])",
  });
}

function parseMember({ key, value }: { readonly key: Expression; readonly value: Expression }): [string, Member] {
  if (key.kind !== "literal" || typeof key.value !== "string") throw invalidAt(key.range, "this is no name");
  const [inner] = value.kind === "call" && value.name === "optional" ? value.args : [];
  return [key.value, { type: parseType(inner ?? value), isOptional: inner !== undefined }];
}

/** The value as that type. Throws a Problem. */
export function converted(value: Value, type: Type): Value {
  if (value === null || type.kind === "any") return value;
  switch (type.kind) {
    case "string":
      return toText(value);
    case "number":
      return toNumber(value);
    case "bool":
      return toBool(value);
    case "list":
    case "set": {
      if (!isList(value)) throw new Problem(`this is ${kindOf(value)}, no ${type.kind}`);
      const items = value.map((each) => converted(each, type.of));
      return type.kind === "list" ? items : setOf(items);
    }
    case "map":
      if (!isMap(value)) throw new Problem(`this is ${kindOf(value)}, no map`);
      return new Map([...value].map(([key, each]) => [key, converted(each, type.of)]));
    case "tuple":
      if (!isList(value) || value.length !== type.items.length)
        throw new Problem(`this is no tuple of ${type.items.length} values`);
      return value.map((each, index) => converted(each, type.items[index] ?? { kind: "any" }));
    case "object":
      if (!isMap(value)) throw new Problem(`this is ${kindOf(value)}, no object`);
      return new Map(
        [...type.members].map(([name, member]) => {
          if (!value.has(name) && !member.isOptional) throw new Problem(`${name} is missing`);
          return [name, converted(value.get(name) ?? null, member.type)];
        }),
      );
  }
}

/** Each value once, texts and numbers in order. */
export function setOf(values: readonly Value[]): Value[] {
  const kept: Value[] = [];
  const seen = new Set<Value>();
  for (const value of values) {
    const isKnown =
      typeof value === "object" && value !== null ? kept.some((each) => isEqual(each, value)) : seen.has(value);
    if (!isKnown) kept.push(value);
    seen.add(value);
  }
  return kept.sort((a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return typeof a === "string" && typeof b === "string" ? byText(a, b) : 0;
  });
}

/** As buildx names it: `list of string`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind} of ${typeName(type.of)}`;
    default:
      return type.kind;
  }
}
