import { posix } from "node:path";
import { isTreeMap, scalarText, type Tree, type TreeMap, treeMap } from "../tree.ts";
import type { Lookup } from "./substitution.ts";

/** Adds what every project has: the default network, names, the dependencies that links and shared namespaces are. */
export function normalize(tree: TreeMap, name: string, lookup: Lookup): void {
  const services = maps(tree["services"]);
  addDefaultNetwork(tree, services);
  for (const service of services) normalizeService(service, lookup);
  for (const section of ["networks", "volumes", "configs", "secrets"]) nameResources(tree[section], name);
}

/** The mappings of a section by name. */
function maps(section: Tree | undefined): TreeMap[] {
  return section !== undefined && isTreeMap(section) ? Object.values(section).filter(isTreeMap) : [];
}

function addDefaultNetwork(tree: TreeMap, services: readonly TreeMap[]): void {
  let isUsed = false;
  for (const service of services) {
    if ("network_mode" in service) continue;
    const given = service["networks"];
    if (given === undefined || given === null || (isTreeMap(given) && Object.keys(given).length === 0)) {
      service["networks"] = treeMap([["default", null]]);
      isUsed = true;
    } else if (isTreeMap(given) && "default" in given) isUsed = true;
  }
  const networks = isTreeMap(tree["networks"] ?? null) ? (tree["networks"] as TreeMap) : treeMap();
  if (isUsed && !("default" in networks)) networks["default"] = null;
  if (Object.keys(networks).length > 0) tree["networks"] = networks;
}

function normalizeService(service: TreeMap, lookup: Lookup): void {
  if (service["pull_policy"] === "if_not_present") service["pull_policy"] = "missing";
  const build = service["build"];
  if (build !== undefined && isTreeMap(build)) {
    build["context"] ??= ".";
    if (!("dockerfile" in build) && !("dockerfile_inline" in build)) build["dockerfile"] = "Dockerfile";
    if ("args" in build) build["args"] = fillIn(build["args"]!, lookup, false);
  }
  if ("environment" in service) service["environment"] = fillIn(service["environment"]!, lookup, true);
  addDependencies(service);
  for (const mount of Array.isArray(service["volumes"]) ? service["volumes"] : []) {
    if (isTreeMap(mount) && typeof mount["target"] === "string") {
      mount["target"] = posix.normalize(mount["target"]).replace(/(?<=.)\/$/, "");
    }
  }
}

/** Gives names that have no value the caller's. */
function fillIn(value: Tree, lookup: Lookup, keepsUnset: boolean): Tree {
  if (Array.isArray(value)) {
    return value.map(scalarText).flatMap((line) => {
      const found = line.includes("=") ? undefined : lookup(line);
      if (found !== undefined) return [`${line}=${found}`];
      return line.includes("=") || keepsUnset ? [line] : [];
    });
  }
  if (!isTreeMap(value)) return value;
  for (const key in value) {
    if (value[key] !== null) continue;
    const found = lookup(key);
    if (found !== undefined) value[key] = found;
    else if (!keepsUnset) delete value[key];
  }
  return value;
}

function addDependencies(service: TreeMap): void {
  const given = service["depends_on"];
  const dependencies = given !== undefined && isTreeMap(given) ? given : treeMap();
  const add = (name: string, restart: boolean) => {
    if (name in dependencies) return;
    dependencies[name] = treeMap([
      ["condition", "service_started"],
      ["restart", restart],
      ["required", true],
    ]);
  };
  const lines = (key: string) => (Array.isArray(service[key]) ? service[key].map(scalarText) : []);
  for (const link of lines("links")) add(link.split(":").length === 2 ? (link.split(":", 1)[0] ?? "") : link, true);
  for (const namespace of ["network_mode", "ipc", "pid", "uts", "cgroup"]) {
    const shared = service[namespace];
    if (typeof shared === "string" && shared.startsWith("service:")) add(shared.slice("service:".length), true);
  }
  for (const source of lines("volumes_from")) {
    if (!source.startsWith("container:")) add(source.split(":", 1)[0] ?? "", false);
  }
  if (Object.keys(dependencies).length > 0) service["depends_on"] = dependencies;
}

/** What has no name of its own is named by the project and its key; what is external by its key alone. */
function nameResources(section: Tree | undefined, project: string): void {
  if (section === undefined || !isTreeMap(section)) return;
  for (const key in section) {
    const given = section[key]!;
    const resource = isTreeMap(given) ? given : treeMap();
    resource["name"] ??= /^(true|1|t)$/i.test(String(resource["external"])) ? key : `${project}_${key}`;
    section[key] = resource;
  }
}
