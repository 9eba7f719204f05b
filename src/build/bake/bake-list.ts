import { invalidSpec, type SpecFields, specFields } from "../plan/spec-fields.ts";
import type { BakeFile, BakeVariable } from "./bake-file.ts";

/** `bake --list`. */
export interface BakeListRequest {
  readonly type: "targets" | "variables";
  readonly format: "table" | "json";
}

interface ListedTarget {
  readonly name: string;
  readonly description?: string;
  readonly group?: true;
}

/** Reads `targets`, `variables` or `type=variables,format=json`. Throws INVALID_VALUE. */
export function parseListRequest(text: string): BakeListRequest {
  const fields: SpecFields = text.includes("=") ? specFields("list", text) : new Map([["type", text]]);
  const { type, format = "table", ...others } = Object.fromEntries(fields);
  const isKnown = (type === "targets" || type === "variables") && (format === "table" || format === "json");
  if (isKnown && Object.keys(others).length === 0) return { type, format };
  throw invalidSpec("list", text, "that cannot be listed", "targets, variables, or type=variables,format=json");
}

/** Those that begin with `_` are for others to inherit, and nobody's to build. */
function listedTargets({ groups, targets }: BakeFile): ListedTarget[] {
  const listed: ListedTarget[] = [
    ...[...targets].map(([name, { description }]) => ({ name, ...(description && { description }) })),
    ...[...groups].map(([name, group]) => ({
      name,
      description: group.description ?? group.targets.join(", "),
      group: true as const,
    })),
  ];
  return listed.filter(({ name }) => !name.startsWith("_")).sort(byName);
}

export type BakeListing =
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "json"; readonly objects: readonly object[] };

/** A table has its headings as its first row. */
export function bakeListing(file: BakeFile, { type, format }: BakeListRequest): BakeListing {
  const isOfTargets = type === "targets";
  const targets = isOfTargets ? listedTargets(file) : [];
  const variables = isOfTargets ? [] : [...file.variables].sort(byName);
  if (format === "json") return { kind: "json", objects: isOfTargets ? targets : variables };
  const headings = isOfTargets ? ["TARGET", "DESCRIPTION"] : ["VARIABLE", "TYPE", "VALUE", "DESCRIPTION"];
  return {
    kind: "table",
    rows: [headings, ...targets.map(({ name, description = "" }) => [name, description]), ...variables.map(row)],
  };
}

function row({ name, type = "", value = "<null>", description = "" }: BakeVariable): string[] {
  return [name, type, value, description];
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
