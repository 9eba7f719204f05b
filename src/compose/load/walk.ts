import { isTreeMap, type Tree, type TreePath } from "../tree.ts";
import { type RuleTree, rulesAt } from "./rule-tree.ts";

/** Gives the value that stands in a value's place. */
export type Rewrite<Context = void> = (value: Tree, path: TreePath, context: Context) => Tree;

/** Rewrites what rules are for, parts first; the tree is written to. */
export function rewriteTree<Context>(
  value: Tree,
  rules: RuleTree<Rewrite<Context>>,
  context: Context,
  path: TreePath = [],
): Tree {
  if (rules.parts.size > 0) {
    const entries = Array.isArray(value) ? value.entries() : isTreeMap(value) ? Object.entries(value) : [];
    for (const [key, part] of entries) {
      const partRules = rulesAt(rules, String(key));
      if (partRules === undefined) continue;
      const rewritten = rewriteTree(part, partRules, context, [...path, key]);
      // A key of a mapping, or an index of a list: `entries` are of the same value.
      if (rewritten !== part) (value as Record<string | number, Tree>)[key] = rewritten;
    }
  }
  return rules.rule === undefined ? value : rules.rule(value, path, context);
}
