import { type BakeTarget, mergedTargets } from "./bake-fields.ts";

export interface BakeVariable {
  readonly name: string;
  readonly description?: string;
  /** As it declares it: `list of string`. */
  readonly type?: string;
  /** None where it is null. */
  readonly value?: string;
}

export interface BakeGroup {
  readonly targets: readonly string[];
  readonly description?: string;
}

/** What bake files say, everything in it evaluated, nothing inherited yet. */
export interface BakeFile {
  readonly variables: readonly BakeVariable[];
  readonly groups: ReadonlyMap<string, BakeGroup>;
  readonly targets: ReadonlyMap<string, BakeTarget>;
}

/** `more` stands over `less`: groups are replaced, targets field by field. */
export function mergedBakeFiles(less: BakeFile, more: BakeFile): BakeFile {
  const targets = new Map(less.targets);
  for (const [name, target] of more.targets) targets.set(name, mergedTargets(targets.get(name) ?? {}, target));
  return {
    variables: [...less.variables, ...more.variables],
    groups: new Map([...less.groups, ...more.groups]),
    targets,
  };
}
