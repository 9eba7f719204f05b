import { NerdError } from "../../../errors.ts";
import type { BakeFile, BakeGroup, BakeVariable } from "../bake-file.ts";
import { parseHcl } from "./body-parser.ts";
import { attributesOf, declarationsOf, type Named } from "./declarations.ts";
import { evaluate } from "./evaluation.ts";
import { checkVariable, globalScope, type Outside, unknown, variableType } from "./globals.ts";
import { parseHclJson } from "./json-body.ts";
import type { Scope } from "./scope.ts";
import { invalidAt, located, Problem, type Source } from "./source.ts";
import { type Targets, targetsOf } from "./targets.ts";
import { typeName } from "./type-constraint.ts";
import { isList, isMap, numberText, toText, type Value } from "./value.ts";
import { jsonText } from "./value-json.ts";

/** More than any file that a person wrote. */
const sizeLimit = 1 << 20;

/**
 * What bake files say together, in HCL or JSON; later ones stand over earlier ones. Throws BAKE_INVALID with file, line, column and the lines
 * around, and UNSUPPORTED.
 */
export function evaluatedFiles(sources: readonly Source[], outside: Outside): BakeFile {
  const large = sources.find(({ text }) => text.length > sizeLimit);
  if (large !== undefined) throw new NerdError("BAKE_INVALID", `the bake file is larger than 1 MiB: ${large.file}`);
  try {
    return bakeFile(sources, outside);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack's end: all else that recurses is bounded.
    const files = sources.map(({ file }) => file).join(", ");
    throw new NerdError("BAKE_INVALID", `too much is in itself in ${files}`, { cause: error });
  }
}

function bakeFile(sources: readonly Source[], outside: Outside): BakeFile {
  const declarations = declarationsOf(
    sources.map((source) => (isJson(source) ? parseHclJson(source) : parseHcl(source))),
  );
  let targets: Targets | undefined;
  const field: Scope["field"] = (root, name, key) => {
    if (root === "group") return groupField(name, key);
    if (root !== "target") return undefined;
    if (targets === undefined) throw new Problem("what targets are called cannot come from a target");
    return targets.field(name, key ?? "name");
  };
  const scope = globalScope(declarations, outside, field);
  const groups = new Map<string, BakeGroup>();
  const groupField = (name: string, key: string | undefined): Value => {
    const named = declarations.groups.findLast((group) => group.name === name);
    if (named === undefined)
      throw unknown(
        "group",
        name,
        declarations.groups.map((group) => group.name),
      );
    return key === "targets" ? groupOf(named, scope).targets : key === "name" || key === undefined ? name : null;
  };
  const variables = [...declarations.variables.values()].filter(({ name }) => !Object.hasOwn(outside.builtIn, name));
  const read = variables.map((variable) => located(variable.block.range, () => bakeVariable(variable, scope)));
  for (const variable of variables) checkVariable(variable, scope);
  targets = targetsOf(declarations.targets, scope);
  const made = targets.names.map(
    (name) => [name, located(placeOf(declarations.targets, name), () => targets!.target(name))] as const,
  );
  for (const named of declarations.groups) groups.set(named.name, groupOf(named, scope));
  for (const [name, members] of targets.groups)
    groups.set(name, { targets: [...new Set([...(groups.get(name)?.targets ?? []), ...members])] });
  return { variables: read, groups, targets: new Map(made) };
}

function isJson({ file, text }: Source): boolean {
  if (/\.(json|hcl)$/.test(file)) return file.endsWith(".json");
  return /^\ufeff?\s*\{/.test(text);
}

function placeOf(blocks: readonly Named[], name: string) {
  return (blocks.find((each) => each.name === name) ?? blocks[0])!.block.range;
}

function bakeVariable(variable: Named, scope: Scope): BakeVariable {
  const value = scope.variable(variable.name);
  const type = variableType(variable);
  const description = textAttribute(variable, "description", scope);
  return {
    name: variable.name,
    ...(description !== undefined && { description }),
    ...(type !== undefined && { type: typeName(type) }),
    ...(value !== null && { value: shown(value) }),
  };
}

function shown(value: Value): string {
  if (isList(value) || isMap(value)) return jsonText(value);
  return typeof value === "number" ? numberText(value) : String(value);
}

function groupOf(named: Named, scope: Scope): BakeGroup {
  const targets = attributesOf(named.block).get("targets")?.value;
  const value = targets === undefined ? [] : evaluate(targets, scope);
  if (!isList(value))
    throw invalidAt(targets?.range ?? named.block.range, `the group ${named.name} has no list of targets`);
  const names = located(targets?.range ?? named.block.range, () =>
    value.map((each) => toText(each, "a target's name")),
  );
  const description = textAttribute(named, "description", scope);
  return { targets: names, ...(description !== undefined && { description }) };
}

function textAttribute({ block }: Named, name: string, scope: Scope): string | undefined {
  const attribute = block.body.attributes.find((each) => each.name === name);
  const value = attribute === undefined ? null : evaluate(attribute.value, scope);
  return value === null || attribute === undefined ? undefined : located(attribute.value.range, () => toText(value));
}
