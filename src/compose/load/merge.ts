import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, kindOfTree, scalarText, type Tree, type TreeMap, type TreePath, treeMap } from "../tree.ts";
import { type RuleTree, rulesAt, ruleTree } from "./rule-tree.ts";

type Merger = (base: Tree, other: Tree, at: Place) => Tree;

interface Place {
  readonly path: TreePath;
  readonly rules: RuleTree<Merger> | undefined;
}

const replace: Merger = (_base, other) => other;
const asSequence: Merger = (base, other) => [...toSequence(base), ...toSequence(other)];
const asMapping: Merger = (base, other, at) => mergeMaps(toMapping(base), toMapping(other), at);

/** Where docker compose merges otherwise than mappings by key and lists one after the other. */
const mergers = ruleTree<Merger>({
  "networks.*.ipam.config": mergePools,
  "networks.*.labels": asSequence,
  "volumes.*.labels": asSequence,
  "services.*.annotations": asSequence,
  "services.*.build": (base, other, at) => mergeMaps(toBuild(base), toBuild(other), at),
  "services.*.build.args": asSequence,
  "services.*.build.additional_contexts": asSequence,
  "services.*.build.extra_hosts": mergeHosts,
  "services.*.build.labels": asSequence,
  "services.*.command": replace,
  "services.*.depends_on": (base, other, at) => mergeMaps(toDependencies(base), toDependencies(other), at),
  "services.*.deploy.labels": asSequence,
  "services.*.dns": asSequence,
  "services.*.dns_opt": asSequence,
  "services.*.dns_search": asSequence,
  "services.*.entrypoint": replace,
  "services.*.env_file": asSequence,
  "services.*.label_file": asSequence,
  "services.*.environment": asSequence,
  "services.*.extra_hosts": mergeHosts,
  "services.*.healthcheck.test": replace,
  "services.*.labels": asSequence,
  "services.*.volumes.*.volume.labels": asSequence,
  "services.*.logging": mergeLogging,
  "services.*.models": asMapping,
  "services.*.networks": asMapping,
  "services.*.sysctls": asSequence,
  "services.*.tmpfs": asSequence,
  "services.*.ulimits.*": replace,
});

/** A file over those before it; `base` is written to, and `other` belongs to the result. */
export function mergeFiles(base: TreeMap, other: TreeMap): TreeMap {
  return mergeMaps(base, other, { path: [], rules: mergers });
}

/** A service over the one that it extends. */
export function mergeServices(base: TreeMap, other: TreeMap, name: string): TreeMap {
  const rules = rulesAt(rulesAt(mergers, "services"), name);
  return mergeMaps(base, other, { path: ["services", name], rules });
}

function mergeValues(base: Tree, other: Tree, at: Place): Tree {
  if (at.rules?.rule !== undefined) return at.rules.rule(base, other, at);
  if (other === null) return base;
  if (isTreeMap(base) && isTreeMap(other)) return mergeMaps(base, other, at);
  if (Array.isArray(base) && Array.isArray(other)) return [...base, ...other];
  if (typeof base === "object" && base !== null) {
    throw new AttributeProblem(at.path, `is ${kindOfTree(base)}, and cannot be overridden by ${kindOfTree(other)}`);
  }
  return other;
}

function mergeMaps(base: TreeMap, other: TreeMap, { path, rules }: Place): TreeMap {
  for (const key in other) {
    const isNew = !(key in base) || key.startsWith("x-");
    const place = { path: [...path, key], rules: rulesAt(rules, key) };
    base[key] = isNew ? other[key]! : mergeValues(base[key]!, other[key]!, place);
  }
  return base;
}

function toSequence(value: Tree): Tree[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [value];
  if (!isTreeMap(value)) return [];
  const lines = Object.entries(value).flatMap(([key, part]) => {
    if (part === null) return [key];
    return (Array.isArray(part) ? part : [part]).map((one) => `${key}=${scalarText(one)}`);
  });
  return lines.sort();
}

function toMapping(value: Tree): TreeMap {
  if (isTreeMap(value)) return value;
  return treeMap((Array.isArray(value) ? value : []).map((item) => [scalarText(item), null]));
}

function toDependencies(value: Tree): TreeMap {
  if (isTreeMap(value)) return value;
  const started = () =>
    treeMap([
      ["condition", "service_started"],
      ["required", true],
    ]);
  return treeMap((Array.isArray(value) ? value : []).map((item) => [scalarText(item), started()]));
}

function toBuild(value: Tree): TreeMap {
  return isTreeMap(value) ? value : treeMap(typeof value === "string" ? [["context", value]] : []);
}

function mergeHosts(base: Tree, other: Tree): Tree {
  const known = toSequence(base);
  return [...known, ...toSequence(other).filter((line) => !known.includes(line))];
}

/** Options belong to a driver: those of another one go. */
function mergeLogging(base: Tree, other: Tree, at: Place): Tree {
  if (!isTreeMap(base) || !isTreeMap(other)) return other ?? base;
  const isSame = base["driver"] === other["driver"] || !("driver" in base) || !("driver" in other);
  return isSame ? mergeMaps(base, other, at) : other;
}

/** Pools are the same where their subnets are. */
function mergePools(base: Tree, other: Tree, at: Place): Tree {
  const pools: TreeMap[] = [];
  const subnetOf = (pool: TreeMap) => pool["subnet"];
  for (const original of (Array.isArray(base) ? base : []).map(toMapping)) {
    for (const override of (Array.isArray(other) ? other : []).map(toMapping)) {
      if (subnetOf(override) !== subnetOf(original) && !pools.some((pool) => subnetOf(pool) === subnetOf(override))) {
        pools.push(override);
        continue;
      }
      const merged = mergeMaps(original, override, at);
      const index = pools.findIndex((pool) => subnetOf(pool) === subnetOf(merged));
      if (index < 0) pools.push(merged);
      else pools[index] = merged;
    }
  }
  return pools;
}
