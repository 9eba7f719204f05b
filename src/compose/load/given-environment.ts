import { isTreeMap, scalarText, type Tree, type TreeMap } from "../tree.ts";
import type { Lookup } from "./substitution.ts";

/** The key under which a secret carries what its variable holds, so that a file that is included brings its own. */
export const secretContent = "x-#value";

/** Fills in variables that are named alone: in lists of `environment`, and as the source of secrets and configs. */
export function fillEnvironment(tree: TreeMap, lookup: Lookup): void {
  eachMap(tree["services"], (service) => {
    const lines = service["environment"];
    if (!Array.isArray(lines)) return;
    service["environment"] = lines.map(scalarText).map((line) => {
      const value = lookup(line);
      return value === undefined ? line : `${line}=${value}`;
    });
  });
  eachMap(tree["secrets"], (secret) => fill(secret, secretContent, lookup));
  eachMap(tree["configs"], (config) => fill(config, "content", lookup));
}

function fill(resource: TreeMap, key: string, lookup: Lookup): void {
  const name = resource["environment"];
  const value = typeof name === "string" ? lookup(name) : undefined;
  if (value !== undefined) resource[key] = value;
}

function eachMap(section: Tree | undefined, change: (one: TreeMap) => void): void {
  if (section !== undefined && isTreeMap(section)) Object.values(section).filter(isTreeMap).forEach(change);
}
