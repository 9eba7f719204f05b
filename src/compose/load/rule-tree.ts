/** Rules by where they hold, such as `services.*.ports`; `*` is any key, and any place in a list. */
export interface RuleTree<Rule> {
  readonly rule?: Rule;
  readonly parts: ReadonlyMap<string, RuleTree<Rule>>;
}

/** So that a walk leaves out whatever no rule is for. */
export function ruleTree<Rule>(rules: Readonly<Record<string, Rule>>): RuleTree<Rule> {
  interface Draft {
    rule?: Rule;
    parts: Map<string, Draft>;
  }
  const root: Draft = { parts: new Map() };
  for (const [pattern, rule] of Object.entries(rules)) {
    let node = root;
    for (const part of pattern.split(".")) {
      const next = node.parts.get(part) ?? { parts: new Map() };
      node.parts.set(part, next);
      node = next;
    }
    node.rule = rule;
  }
  return root;
}

/** The rules for what is under `key`. */
export function rulesAt<Rule>(rules: RuleTree<Rule> | undefined, key: string): RuleTree<Rule> | undefined {
  return rules?.parts.get(key) ?? rules?.parts.get("*");
}
