import { isTreeMap, type Tree, type TreeMap } from "../tree.ts";
import { variablesOf } from "./substitution.ts";

interface UsedVariable {
  required: boolean;
  fallback: string;
  alternative: string;
}

/** The variables that a tree's values use, as `docker compose config --variables` shows them. */
export function variablesTable(tree: TreeMap): string {
  const used = new Map<string, UsedVariable>();
  collect(tree, used);
  const rows = [...used].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ["NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"],
    ...rows.map(([name, { required, fallback, alternative }]) => [name, String(required), fallback, alternative]),
  ]
    .map(
      (cells) =>
        `${cells
          .map((cell) => cell.padEnd(20))
          .join("")
          .trimEnd()}\n`,
    )
    .join("");
}

function collect(value: Tree, used: Map<string, UsedVariable>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, used);
  else if (isTreeMap(value)) for (const key in value) collect(value[key]!, used);
  else if (typeof value === "string") {
    for (const { name, operator, argument } of variablesOf(value)) {
      const variable = used.get(name) ?? { required: false, fallback: "", alternative: "" };
      if (operator.endsWith("?")) variable.required = true;
      if (operator.endsWith("-")) variable.fallback = argument;
      if (operator.endsWith("+")) variable.alternative = argument;
      used.set(name, variable);
    }
  }
}
