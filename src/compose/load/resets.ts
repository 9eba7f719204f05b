import { isTreeMap, type Tree, type TreeMap } from "../tree.ts";

/** Paths that `!reset` and `!override` name; `[]` is any place of a list. */
export type Resets = readonly (readonly string[])[];

/** Takes away what a later file resets or overrides; the tree is written to. */
export function forget(tree: TreeMap, resets: Resets): void {
  for (const path of resets) forgetOne(tree, path);
}

function forgetOne(value: Tree, path: readonly string[]): void {
  const [key = "", ...rest] = path;
  if (Array.isArray(value)) {
    for (const item of value) forgetOne(item, rest);
  } else if (isTreeMap(value) && key in value) {
    if (rest.length === 0) delete value[key];
    else forgetOne(value[key]!, rest);
  }
}
