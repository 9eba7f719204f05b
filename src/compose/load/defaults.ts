import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, scalarText, type Tree, type TreeMap, type TreePath } from "../tree.ts";
import { ruleTree } from "./rule-tree.ts";
import { type Rewrite, rewriteTree } from "./walk.ts";

const rules = ruleTree<Rewrite>({
  "services.*.build": (value) => withDefaults(value, { context: "." }),
  "services.*.secrets.*": (value) =>
    withDefaults(value, { target: `/run/secrets/${isTreeMap(value) ? scalarText(value["source"] ?? null) : ""}` }),
  "services.*.ports.*": (value) => withDefaults(value, { protocol: "tcp", mode: "ingress" }),
  "services.*.deploy.resources.reservations.devices.*": deviceRequest,
  "services.*.gpus.*": deviceRequest,
  "services.*.develop.watch.*.path": (value, path) => {
    if (value === "") throw new AttributeProblem(path, "must not be empty");
    return value;
  },
  "volumes.*": externalOnly,
  "configs.*": oneSource(["file", "environment", "content"]),
  "secrets.*": oneSource(["file", "environment"]),
});

/** Sets what is left out, and refuses what excludes each other; the tree is written to. */
export function setDefaults(tree: TreeMap): void {
  rewriteTree(tree, rules, undefined);
}

function withDefaults(value: Tree, defaults: Readonly<Record<string, Tree>>): Tree {
  if (isTreeMap(value)) for (const [name, text] of Object.entries(defaults)) if (!(name in value)) value[name] = text;
  return value;
}

function deviceRequest(value: Tree, path: TreePath): Tree {
  if (!isTreeMap(value)) return value;
  if ("count" in value && "device_ids" in value) throw new AttributeProblem(path, "has both count and device_ids");
  if (!("count" in value) && !("device_ids" in value)) value["count"] = "all";
  return value;
}

function externalOnly(value: Tree, path: TreePath): Tree {
  if (!isTreeMap(value) || value["external"] !== true) return value;
  const other = Object.keys(value).find((key) => key !== "name" && key !== "external" && !key.startsWith("x-"));
  if (other !== undefined) throw new AttributeProblem([...path, other], "cannot be set for what is external");
  return value;
}

function oneSource(names: readonly string[]): Rewrite {
  return (value, path) => {
    if (!isTreeMap(value)) return value;
    const given = names.filter((name) => name in value);
    if (given.length > 1) throw new AttributeProblem(path, `has both ${given.join(" and ")}`);
    if (given.length === 0 && !("driver" in value) && !("external" in value)) {
      throw new AttributeProblem(path, `needs one of ${names.join(", ")}`);
    }
    return value;
  };
}
