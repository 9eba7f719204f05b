import { posix } from "node:path";
import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, kindOfTree, scalarText, type Tree, type TreeMap, type TreePath, treeMap } from "../tree.ts";
import { mountOf } from "./mount-spec.ts";
import { parsePortSpec } from "./port-spec.ts";
import { ruleTree } from "./rule-tree.ts";
import { type Rewrite, rewriteTree } from "./walk.ts";

interface CanonicalOptions {
  /** Leaves what cannot be read in short form, since it may hold variables. */
  readonly isTemplate: boolean;
  readonly warn: (message: string) => void;
}

type Canonical = Rewrite<CanonicalOptions>;

const sourceOnly: Canonical = (value) => (typeof value === "string" ? treeMap([["source", value]]) : value);
const asList: Canonical = (value) => (typeof value === "string" ? [value] : value);
const namesToMap: Canonical = (value) =>
  Array.isArray(value) ? treeMap(value.map((name) => [scalarText(name), null])) : value;

const rules = ruleTree<Canonical>({
  "services.*.build": (value) => (typeof value === "string" ? treeMap([["context", value]]) : value),
  "services.*.build.secrets.*": sourceOnly,
  "services.*.build.additional_contexts": keyValues,
  "services.*.build.ssh": sshKeys,
  "services.*.depends_on": dependencies,
  "services.*.env_file": (value) =>
    typeof value === "string" ? [envFile(value)] : Array.isArray(value) ? value.map(envFile) : value,
  "services.*.label_file": asList,
  "services.*.extends": (value) => (typeof value === "string" ? treeMap([["service", value]]) : value),
  "services.*.gpus": (value) => (typeof value === "string" ? [treeMap([["count", "all"]])] : value),
  "services.*.networks": namesToMap,
  "services.*.models": namesToMap,
  "services.*.volumes.*": mount,
  "services.*.dns": (value) =>
    Array.isArray(value)
      ? value.filter((item) => item !== "")
      : asList(value, [], { isTemplate: false, warn: () => {} }),
  "services.*.devices.*": device,
  "services.*.secrets.*": sourceOnly,
  "services.*.configs.*": sourceOnly,
  "services.*.ports": ports,
  "services.*.develop.watch.*.ignore": asList,
  "services.*.develop.watch.*.include": asList,
  "volumes.*": external,
  "networks.*": external,
  "secrets.*": external,
  "configs.*": external,
});

/** Brings short forms into long ones; the tree is written to. */
export function toCanonical(tree: TreeMap, options: CanonicalOptions): void {
  rewriteTree(tree, rules, options);
}

function keyValues(value: Tree, path: TreePath, { isTemplate }: CanonicalOptions): Tree {
  if (!Array.isArray(value)) return value;
  const lines = value.map(scalarText);
  const bare = lines.find((line) => !line.includes("="));
  if (bare !== undefined && isTemplate) return value;
  if (bare !== undefined) throw new AttributeProblem(path, `has no value for "${bare}"`, { hint: "write NAME=VALUE" });
  return treeMap(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

function sshKeys(value: Tree, path: TreePath): Tree {
  if (!Array.isArray(value)) return value;
  return treeMap(
    value.map(scalarText).map((line) => {
      const cut = line.indexOf("=");
      if (cut >= 0) return [line.slice(0, cut), line.slice(cut + 1)];
      if (line === "default") return [line, null];
      throw new AttributeProblem(path, `has no socket or key file for "${line}"`, {
        hint: "write ID=PATH, or default",
      });
    }),
  );
}

function dependencies(value: Tree): Tree {
  const started = (given: Tree) => {
    const dependency = isTreeMap(given) ? given : treeMap();
    dependency["condition"] ??= "service_started";
    dependency["required"] ??= true;
    return dependency;
  };
  if (Array.isArray(value)) return treeMap(value.map((name) => [scalarText(name), started(null)]));
  if (isTreeMap(value)) for (const name in value) value[name] = started(value[name]!);
  return value;
}

function envFile(value: Tree): Tree {
  const entry = isTreeMap(value) ? value : treeMap([["path", scalarText(value)]]);
  entry["required"] ??= true;
  return entry;
}

function mount(value: Tree, path: TreePath, { isTemplate }: CanonicalOptions): Tree {
  if (typeof value !== "string") return value;
  const spec = mountOf(value);
  if (spec === undefined) {
    if (isTemplate) return value;
    throw new AttributeProblem(path, `is no volume: ${JSON.stringify(value)}`, {
      hint: "write SOURCE:TARGET[:OPTIONS]",
    });
  }
  const { source, target, options, isBind } = spec;
  const result = treeMap([["type", isBind ? "bind" : "volume"]]);
  if (source !== "") result["source"] = source;
  result["target"] = posix.normalize(target).replace(/(?<=.)\/$/, "");
  const propagation = options.findLast((option) => /^r?(private|shared|slave)$/.test(option));
  const selinux = options.findLast((option) => /^[zZ]$/.test(option));
  const access = options.findLast((option) => option === "ro" || option === "rw");
  if (access === "ro") result["read_only"] = true;
  const bind = treeMap();
  if (isBind) bind["create_host_path"] = true;
  if (propagation !== undefined) bind["propagation"] = propagation;
  if (selinux !== undefined) bind["selinux"] = selinux;
  if (Object.keys(bind).length > 0) result["bind"] = bind;
  if (options.includes("nocopy")) result["volume"] = treeMap([["nocopy", true]]);
  else if (!isBind && value.length > 2) result["volume"] = treeMap();
  return result;
}

function device(value: Tree, path: TreePath, { isTemplate }: CanonicalOptions): Tree {
  if (typeof value !== "string") return value;
  const parts = value.split(":");
  if (parts.length > 3 && !isTemplate) {
    throw new AttributeProblem(path, `has too many colons: ${value}`, { hint: "write source, target and permissions" });
  }
  const [source = "", target = "", permissions = "rwm"] = parts;
  return treeMap([
    ["source", source],
    ["target", target || source],
    ["permissions", permissions],
  ]);
}

function ports(value: Tree, path: TreePath, { isTemplate }: CanonicalOptions): Tree {
  if (!Array.isArray(value)) return value;
  const expanded: Tree[] = [];
  for (const [index, entry] of value.entries()) {
    if (isTreeMap(entry)) {
      expanded.push(entry);
      continue;
    }
    try {
      expanded.push(...parsePortSpec(scalarText(entry)).map(portMap));
    } catch (error) {
      if (typeof error !== "string") throw error;
      if (isTemplate) return value;
      const hint = "write [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]";
      throw new AttributeProblem([...path, index], `is no port: ${error}`, { hint });
    }
  }
  return expanded;
}

function portMap({ hostIp, target, published, protocol }: ReturnType<typeof parsePortSpec>[number]): TreeMap {
  const port = treeMap([["mode", "ingress"]]);
  if (hostIp !== "") port["host_ip"] = hostIp;
  port["target"] = target;
  if (published !== "") port["published"] = published;
  port["protocol"] = protocol;
  return port;
}

function external(value: Tree, path: TreePath, { warn }: CanonicalOptions): Tree {
  if (!isTreeMap(value)) return value;
  const given = value["external"];
  if (given === undefined || !isTreeMap(given)) return value;
  value["external"] = true;
  const name = given["name"];
  if (name === undefined) return value;
  warn(`${path.join(".")}: external.name is obsolete: write name and external: true`);
  if (value["name"] !== undefined && value["name"] !== name) {
    throw new AttributeProblem(path, `has two names: ${scalarText(name)} and ${kindOfTree(value["name"])}`);
  }
  value["name"] = name;
  return value;
}
