import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { type BakeTarget, fieldName, fieldValue, isRecord, mergedTargets } from "./bake-fields.ts";
import type { BakeFile, Json } from "./bake-file.ts";
import { type BakeOverride, namePattern, overridden } from "./bake-overrides.ts";
import { filledIn, innerScope, type Scope } from "./bake-variables.ts";

export interface BakePlan {
  /** Each group that was asked for, and `default`, with the targets in it. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** What was asked for, in order. */
  readonly asked: readonly string[];
  /** All that is asked for or needed, by name. */
  readonly targets: ReadonlyMap<string, BakeTarget>;
}

interface Definition {
  readonly block: Readonly<Record<string, Json>>;
  readonly scope: Scope;
}

/**
 * What is built for these names of targets or groups, `default` where there are none: inherited, multiplied by matrices, filled in and
 * overridden. Throws UNKNOWN_OBJECT, UNKNOWN_VARIABLE, INVALID_VALUE.
 */
export function bakePlan(
  file: BakeFile,
  names: readonly string[],
  { scope, overrides = [] }: { readonly scope: Scope; readonly overrides?: readonly BakeOverride[] },
): BakePlan {
  const { definitions, groups: made } = definitionsOf(file, scope);
  const groups = new Map([...groupsOf(file, scope), ...made]);
  const known = [...groups.keys(), ...definitions.keys()];
  const members = (name: string, open: readonly string[] = []): string[] => {
    const group = groups.get(name);
    if (group === undefined && definitions.has(name)) return [name];
    if (group === undefined) throw unknown(name, known);
    if (open.includes(name)) throw new NerdError("INVALID_VALUE", `the group ${name} is in itself`);
    return group.flatMap((member) => members(member, [...open, name]));
  };
  const wanted = (names.length > 0 ? names : ["default"]).flatMap((name) => {
    if (!/[*?[]/.test(name)) return [name];
    const fitting = known.filter((each) => namePattern(name).test(each));
    if (fitting.length === 0) throw unknown(name, known);
    return fitting;
  });
  const asked = [...new Set(wanted.flatMap((name) => members(name)))];

  const targets = new Map<string, BakeTarget>();
  const add = (name: string, open: readonly string[]) => {
    if (open.includes(name))
      throw new NerdError("INVALID_VALUE", `targets need each other: ${[...open, name].join(" → ")}`);
    if (targets.has(name)) return;
    const { inherits: _, ...target } = overridden(name, inherited(name, definitions, []), overrides);
    for (const linked of linkedTargets(target)) {
      if (!definitions.has(linked)) throw unknown(linked, [...definitions.keys()]);
      add(linked, [...open, name]);
    }
    targets.set(name, target);
  };
  for (const name of asked) add(name, []);
  const shown = [...new Set(["default", ...wanted])].flatMap((name) => {
    if (name === "default") return [[name, names.length > 0 ? wanted : asked] as const];
    return groups.has(name) ? [[name, members(name)] as const] : [];
  });
  return { groups: Object.fromEntries(shown), asked, targets };
}

/** Targets whose results are contexts of this one: `contexts: { base: "target:base" }`. */
export function linkedTargets({ contexts = {} }: BakeTarget): string[] {
  return Object.values(contexts).flatMap((place) => /^target:(.+)$/.exec(place ?? "")?.[1] ?? []);
}

/** Each target with what it may name, where a matrix makes several of one, and a group of these. */
function definitionsOf({ target }: BakeFile, scope: Scope) {
  const definitions = new Map<string, Definition>();
  const groups = new Map<string, string[]>();
  for (const [name, { matrix, name: pattern, ...block }] of Object.entries(target)) {
    if (matrix === undefined) {
      definitions.set(name, { block, scope });
      continue;
    }
    if (pattern === undefined) {
      throw new NerdError("INVALID_VALUE", `the target ${name} has a matrix and no name for what it makes`, {
        hint: "add a name that has the values in it",
      });
    }
    const made = combinations(matrix, scope, name).map((values) => {
      const inner = innerScope(values, scope);
      const own = String(filledIn(pattern, inner)).replace(/[^\w-]/g, "-");
      definitions.set(own, { block, scope: inner });
      return own;
    });
    groups.set(name, made);
  }
  return { definitions, groups };
}

function combinations(matrix: Json, scope: Scope, name: string): Record<string, Json>[] {
  const axes = isRecord(matrix) ? Object.entries(matrix) : [];
  return axes.reduce<Record<string, Json>[]>(
    (made, [key, written]) => {
      const values = filledIn(written, scope);
      if (!Array.isArray(values)) throw new NerdError("INVALID_VALUE", `the matrix of ${name} has no list ${key}`);
      return made.flatMap((each) => values.map((value) => ({ ...each, [key]: value })));
    },
    [{}],
  );
}

function groupsOf({ group }: BakeFile, scope: Scope): [string, string[]][] {
  return Object.entries(group).map(([name, { targets }]) => {
    const members = filledIn(targets ?? [], scope);
    if (!Array.isArray(members)) throw new NerdError("INVALID_VALUE", `the group ${name} has no list of targets`);
    return [name, members.map(String)];
  });
}

/** Parents in order, each over the one before, and the target's own words over all of them. */
function inherited(name: string, definitions: ReadonlyMap<string, Definition>, open: readonly string[]): BakeTarget {
  const definition = definitions.get(name);
  if (definition === undefined) throw unknown(name, [...definitions.keys()]);
  if (open.includes(name))
    throw new NerdError("INVALID_VALUE", `targets inherit from each other: ${[...open, name].join(" → ")}`);
  const own = ownFields(name, definition);
  const parents = (own.inherits ?? []).map((parent) => inherited(parent, definitions, [...open, name]));
  return [...parents, own].reduce<BakeTarget>(mergedTargets, {});
}

function ownFields(name: string, { block, scope }: Definition): BakeTarget {
  const where = `the target ${name}`;
  const fields = Object.entries(block).flatMap(([key, value]) => {
    if (key === "call" || value === null) return []; // `call: build` is what is done anyway; others are of no build.
    const field = fieldName(key, where);
    return [[field, fieldValue(field, filledIn(value, scope), where)] as const];
  });
  return Object.fromEntries(fields) as BakeTarget; // `fieldValue` gives what each field takes.
}

function unknown(name: string, known: readonly string[]): NerdError {
  const suggestions = closest(name, known);
  return new NerdError("UNKNOWN_OBJECT", `no such target: ${name}`, {
    hint: suggestions[0] === undefined ? `there are ${known.join(", ") || "none"}` : `did you mean ${suggestions[0]}?`,
    suggestions,
  });
}
