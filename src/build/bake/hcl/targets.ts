import { isNerdError, NerdError } from "../../../errors.ts";
import { type BakeTarget, type FieldName, fieldName, fieldValue, mergedTargets } from "../bake-fields.ts";
import { attributesOf, checkName, type Named } from "./declarations.ts";
import { evaluate } from "./evaluation.ts";
import { unknown } from "./globals.ts";
import { innerScope, type Scope } from "./scope.ts";
import { invalidAt, located, Problem } from "./source.ts";
import type { Attribute } from "./syntax.ts";
import { isList, isMap, kindOf, toText, type Value } from "./value.ts";
import { fromJson, toPlain } from "./value-json.ts";

/** What one block says of one target. */
interface Part {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly scope: Scope;
}

export interface Targets {
  /** All names, those of a matrix each. */
  readonly names: readonly string[];
  /** What a matrix is called, with the targets that it makes. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** All that a target says itself. Throws BAKE_INVALID. */
  readonly target: (name: string) => BakeTarget;
  /** One field of it; null where it does not say. Throws a Problem besides. */
  readonly field: (name: string, field: string) => Value;
}

/** Each target with its fields, which are evaluated once, when they are first needed. Throws BAKE_INVALID. */
export function targetsOf(blocks: readonly Named[], scope: Scope): Targets {
  const parts = new Map<string, Part[]>();
  const groups = new Map<string, string[]>();
  for (const named of blocks) {
    const made = partsOf(named, scope);
    for (const [name, part] of made) parts.set(name, [...(parts.get(name) ?? []), part]);
    const names = made.map(([name]) => name);
    if (names.length !== 1 || names[0] !== named.name)
      groups.set(named.name, [...(groups.get(named.name) ?? []), ...names]);
  }
  const values = new Map<string, unknown>();
  const open = new Set<string>();
  const plainField = (name: string, field: string): unknown => {
    const key = `${name}.${field}`;
    if (values.has(key)) return values.get(key);
    if (open.has(key)) throw new Problem(`target.${key} needs its own value`);
    open.add(key);
    try {
      const value = mergedField(name, field, parts.get(name) ?? []);
      values.set(key, value);
      return value;
    } finally {
      open.delete(key);
    }
  };
  return {
    names: [...parts.keys()],
    groups,
    target: (name) => {
      const fields = new Set((parts.get(name) ?? []).flatMap(({ attributes }) => [...attributes.keys()]));
      const entries = [...fields].map((field) => [field, plainField(name, field)] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as BakeTarget; // As `fieldValue` gives them.
    },
    field: (name, field) => {
      if (!parts.has(name)) throw unknown("target", name, [...parts.keys()]);
      if (field === "name") return name;
      try {
        fileField(field, "a target");
      } catch (error) {
        throw isNerdError(error)
          ? new Problem(error.message, error.hint === undefined ? {} : { hint: error.hint })
          : error;
      }
      return fromJson(plainField(name, field));
    },
  };
}

function mergedField(name: string, field: string, parts: readonly Part[]): unknown {
  const said = parts.flatMap(({ attributes, scope }): BakeTarget[] => {
    const attribute = attributes.get(field);
    const value = attribute === undefined ? null : evaluate(attribute.value, scope);
    if (attribute === undefined || value === null) return [];
    const where = `the target ${name}`;
    return [inPlace(attribute, () => ({ [field]: fieldValue(fileField(field, where), toPlain(value), where) }))];
  });
  return said.reduce<Record<string, unknown>>((less, more) => mergedTargets(less, more), {})[field];
}

/** The short names of --set are none of a file's. */
function fileField(field: string, where: string): FieldName {
  const name = fieldName(field, where);
  if (name === field) return name;
  throw new NerdError("INVALID_VALUE", `${where} has no field ${field}`, { hint: `did you mean ${name}?` });
}

/** What is wrong with the field is said where it stands. */
function inPlace<T>({ name, range, value }: Attribute, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!isNerdError(error, "INVALID_VALUE")) throw error;
    const { message, hint, suggestions } = error;
    const place = message.includes("has no field") ? range : value.range;
    throw invalidAt(place, message, { suggestions, ...(hint !== undefined && { hint: hint || name }) });
  }
}

/** A block as one target, or as many as its matrix has combinations. */
function partsOf({ name, block }: Named, scope: Scope): [name: string, part: Part][] {
  const all = attributesOf(block);
  const [matrix, pattern] = [all.get("matrix"), all.get("name")];
  const attributes = new Map([...all].filter(([key]) => key !== "matrix" && key !== "name"));
  if (matrix === undefined) {
    if (pattern !== undefined) throw invalidAt(pattern.range, `the target ${name} has a name, but no matrix`);
    return [[name, { attributes, scope }]];
  }
  if (pattern === undefined) {
    throw invalidAt(matrix.range, `the target ${name} has a matrix and no name for what it makes`, {
      hint: "add a name that has the values in it",
    });
  }
  const axes = evaluate(matrix.value, scope);
  const made = located(matrix.value.range, () => combinations(axes)).map((values): [string, Part] => {
    const inner = innerScope(scope, values);
    const own = located(pattern.value.range, () => toText(evaluate(pattern.value, inner), "the name"));
    checkName(own, pattern.value.range);
    return [own, { attributes, scope: inner }];
  });
  const names = made.map(([own]) => own);
  const twice = names.find((own, index) => names.indexOf(own) !== index);
  if (twice !== undefined) throw invalidAt(pattern.value.range, `the matrix of ${name} makes ${twice} twice`);
  return made;
}

const matrixLimit = 2000;

function combinations(axes: Value): ReadonlyMap<string, Value>[] {
  if (!isMap(axes)) throw new Problem(`the matrix is ${kindOf(axes)}, no object`);
  return [...axes].reduce<Map<string, Value>[]>(
    (made, [key, values]) => {
      if (!isList(values)) throw new Problem(`${key} of the matrix is ${kindOf(values)}, no list`);
      if (made.length * values.length > matrixLimit) throw new Problem(`a matrix makes at most ${matrixLimit} targets`);
      return made.flatMap((each) => values.map((value) => new Map([...each, [key, value]])));
    },
    [new Map()],
  );
}
