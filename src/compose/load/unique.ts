import { isTreeMap, scalarText, type Tree, type TreeMap } from "../tree.ts";
import { mountOf } from "./mount-spec.ts";
import { ruleTree } from "./rule-tree.ts";
import { type Rewrite, rewriteTree } from "./walk.ts";

type KeyOf = (item: Tree) => string;

/** Of items with the same key the last one counts, in the place of the first. */
function uniqueBy(keyOf: KeyOf): Rewrite {
  return (value) => {
    if (!Array.isArray(value) || value.length < 2) return value;
    const items = new Map<string, Tree>();
    for (const item of value) items.set(keyOf(item), item);
    return items.size === value.length ? value : [...items.values()];
  };
}

const keyValue = uniqueBy((item) => scalarText(item).split("=", 1)[0] ?? "");
const fileMount = (directory: string) =>
  uniqueBy((item) =>
    isTreeMap(item)
      ? (targetOf(item) ?? `${directory}/${scalarText(item["source"] ?? null)}`)
      : `${directory}/${scalarText(item)}`,
  );

const rules = ruleTree<Rewrite>({
  "networks.*.labels": keyValue,
  "services.*.annotations": keyValue,
  "services.*.build.args": keyValue,
  "services.*.build.additional_contexts": keyValue,
  "services.*.build.tags": keyValue,
  "services.*.build.labels": keyValue,
  "services.*.cap_add": keyValue,
  "services.*.cap_drop": keyValue,
  "services.*.configs": fileMount(""),
  "services.*.deploy.labels": keyValue,
  "services.*.devices": uniqueBy((item) => (isTreeMap(item) ? (targetOf(item) ?? "") : deviceTarget(scalarText(item)))),
  "services.*.dns": keyValue,
  "services.*.dns_opt": keyValue,
  "services.*.dns_search": keyValue,
  "services.*.environment": keyValue,
  "services.*.env_file": uniqueBy((item) => scalarText(isTreeMap(item) ? (item["path"] ?? null) : item)),
  "services.*.expose": uniqueBy(scalarText),
  "services.*.labels": keyValue,
  "services.*.links": keyValue,
  "services.*.networks.*.aliases": keyValue,
  "services.*.networks.*.link_local_ips": keyValue,
  "services.*.ports": uniqueBy((item) => (isTreeMap(item) ? portKey(item) : scalarText(item))),
  "services.*.profiles": keyValue,
  "services.*.secrets": fileMount("/run/secrets"),
  "services.*.sysctls": keyValue,
  "services.*.tmpfs": keyValue,
  "services.*.volumes": uniqueBy((item) =>
    isTreeMap(item) ? (targetOf(item) ?? "") : (mountOf(scalarText(item))?.target ?? scalarText(item)),
  ),
});

/** Leaves one of each port, volume, variable and so on. */
export function withoutRepetitions(tree: TreeMap): void {
  rewriteTree(tree, rules, undefined);
}

function targetOf(item: TreeMap): string | undefined {
  const target = item["target"];
  return target === undefined || target === null ? undefined : scalarText(target);
}

function deviceTarget(spec: string): string {
  const [source = "", target] = spec.split(":");
  return target ?? source;
}

function portKey(port: TreeMap): string {
  const part = (name: string, otherwise: string) => scalarText(port[name] ?? otherwise);
  return `${part("host_ip", "0.0.0.0")}:${part("published", "")}:${part("target", "")}/${part("protocol", "tcp")}`;
}
