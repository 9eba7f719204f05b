import { isTreeMap, type Tree, type TreePath } from "../tree.ts";
import { type Substitution, substitute } from "./substitution.ts";

/** Fills in variables of all values, not of keys; the tree is written to. */
export function interpolate(value: Tree, context: Substitution, path: TreePath = []): Tree {
  if (typeof value === "string") return value.includes("$") ? substitute(value, context, path) : value;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      value[index] = interpolate(item, context, [...path, index]);
    });
  } else if (isTreeMap(value)) {
    for (const key in value) value[key] = interpolate(value[key]!, context, [...path, key]);
  }
  return value;
}
