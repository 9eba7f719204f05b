import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { type BakeTarget, mergedTargets, withoutRepeats } from "./bake-fields.ts";
import type { BakeFile } from "./bake-file.ts";
import { type BakeOverride, namePattern, overridden } from "./bake-overrides.ts";

export interface BakePlan {
  /** Each group that was asked for, and `default`, with the targets in it. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** What was asked for, in order. */
  readonly asked: readonly string[];
  /** All that is asked for or needed, by name. */
  readonly targets: ReadonlyMap<string, BakeTarget>;
}

/**
 * What is built for these names of targets or groups, `default` where there are none: inherited and overridden. Throws
 * UNKNOWN_OBJECT, INVALID_VALUE.
 */
export function bakePlan(
  { groups, targets: definitions }: BakeFile,
  names: readonly string[],
  overrides: readonly BakeOverride[] = [],
): BakePlan {
  const known = [...groups.keys(), ...definitions.keys()];
  const members = (name: string, open: readonly string[] = []): string[] => {
    const group = groups.get(name);
    if (group === undefined && definitions.has(name)) return [name];
    if (group === undefined) throw unknown(name, known);
    if (open.includes(name) && definitions.has(name)) return [name]; // The target that is called as its group.
    if (open.includes(name)) throw new NerdError("INVALID_VALUE", `the group ${name} is in itself`);
    return group.targets.flatMap((member) => members(member, [...open, name]));
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
    const { inherits: _, ...target } = withoutRepeats(overridden(name, inherited(name, definitions, []), overrides));
    for (const linked of linkedTargets(target)) {
      if (!definitions.has(linked)) throw unknown(linked, [...definitions.keys()]);
      add(linked, [...open, name]);
    }
    targets.set(name, target);
  };
  for (const name of asked) add(name, []);
  return { groups: shownGroups(wanted, groups), asked, targets };
}

/** All groups that are asked for, as they are written, and as `default` what was asked for. */
function shownGroups(wanted: readonly string[], groups: BakeFile["groups"]): Record<string, readonly string[]> {
  const shown: Record<string, readonly string[]> = {};
  const add = (name: string) => {
    const members = groups.get(name)?.targets;
    if (members === undefined || Object.hasOwn(shown, name)) return;
    shown[name] = members;
    for (const member of members) add(member);
  };
  for (const name of wanted) add(name);
  const others = wanted.filter((name) => name !== "default");
  if (others.length === 0) return shown;
  return { ...shown, default: [...new Set([...(shown["default"] ?? []), ...others])] };
}

/** Targets whose results are contexts of this one: `contexts: { base: "target:base" }`. */
export function linkedTargets({ contexts = {} }: BakeTarget): string[] {
  return Object.values(contexts).flatMap((place) => /^target:(.+)$/.exec(place ?? "")?.[1] ?? []);
}

/** Parents in order, each over the one before, and the target's own words over all of them. */
function inherited(name: string, targets: BakeFile["targets"], open: readonly string[]): BakeTarget {
  const own = targets.get(name);
  if (own === undefined) throw unknown(name, [...targets.keys()]);
  if (open.includes(name))
    throw new NerdError("INVALID_VALUE", `targets inherit from each other: ${[...open, name].join(" → ")}`);
  const parents = (own.inherits ?? []).map((parent) => inherited(parent, targets, [...open, name]));
  return [...parents, own].reduce<BakeTarget>(mergedTargets, {});
}

function unknown(name: string, known: readonly string[]): NerdError {
  const suggestions = closest(name, known);
  return new NerdError("UNKNOWN_OBJECT", `no such target: ${name}`, {
    hint: suggestions[0] === undefined ? `there are ${known.join(", ") || "none"}` : `did you mean ${suggestions[0]}?`,
    suggestions,
  });
}
