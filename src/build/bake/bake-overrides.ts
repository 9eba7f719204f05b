import { NerdError } from "../../errors.ts";
import { type BakeTarget, type FieldName, fieldKind, fieldName, fieldValue, mergedTargets } from "./bake-fields.ts";

/** One `--set PATTERN.FIELD[.KEY]=VALUE`; several of one list add up. */
export interface BakeOverride {
  readonly pattern: string;
  readonly field: FieldName;
  /** Of a field that is a map. */
  readonly key: string | undefined;
  readonly value: string;
  /** `+=`: to what the file says. */
  readonly isAdded: boolean;
}

/** Throws INVALID_VALUE. */
export function parseOverride(text: string): BakeOverride {
  const [, pattern, name, key, plus, value] = /^([^.=]+)\.([\w-]+)(?:\.([^=+]+))?(\+)?=(.*)$/s.exec(text) ?? [];
  if (pattern === undefined || name === undefined || value === undefined) {
    throw invalid(text, "write TARGET.FIELD=VALUE, such as app.tags=app:1 or *.args.VERSION=2");
  }
  const field = fieldName(name, `--set ${text}: a target`);
  if ((fieldKind(field) === "map") !== (key !== undefined)) {
    throw invalid(text, fieldKind(field) === "map" ? `write TARGET.${name}.KEY=VALUE` : `write TARGET.${name}=VALUE`);
  }
  return { pattern, field, key, value, isAdded: plus !== undefined };
}

/** A target as the command line changes it. */
export function overridden(name: string, target: BakeTarget, overrides: readonly BakeOverride[]): BakeTarget {
  const replaced = new Set<FieldName>();
  let changed = target;
  for (const { pattern, field, key, value, isAdded } of overrides) {
    if (!namePattern(pattern).test(name)) continue;
    if (key !== undefined) {
      changed = mergedTargets(changed, { [field]: { [key]: value } });
      continue;
    }
    const read = fieldValue(field, value, `--set ${name}`);
    const isMore = fieldKind(field) === "list" && (isAdded || replaced.has(field));
    const before = isMore ? ((changed[field] as readonly string[] | undefined) ?? []) : []; // A list, by its kind.
    changed = { ...changed, [field]: isMore ? [...before, ...(read as readonly string[])] : read };
    replaced.add(field);
  }
  return changed;
}

/** `*`, `?`, `[ab]`. */
export function namePattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid --set: ${text}`, { hint });
}
