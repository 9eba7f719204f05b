import { isAbsolute, join } from "node:path";
import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, type Tree, type TreeMap } from "../tree.ts";
import { ruleTree } from "./rule-tree.ts";
import { type Rewrite, rewriteTree } from "./walk.ts";

interface PathContext {
  /** What relative paths are relative to; relative itself where it belongs to an included or extended file. */
  readonly base: string;
  /** What `~` stands for. */
  readonly home: string | undefined;
  readonly real: (path: string) => string;
}

const local: Rewrite<PathContext> = (value, _path, context) =>
  typeof value === "string" && value !== "" ? localPath(value, context) : value;

const rules = ruleTree<Rewrite<PathContext>>({
  "services.*.build.context": contextPath,
  "services.*.build.additional_contexts.*": contextPath,
  "services.*.build.ssh.*": local,
  "services.*.env_file.*.path": local,
  "services.*.label_file.*": local,
  "services.*.extends.file": (value, path, context) => (isRemote(value) ? value : local(value, path, context)),
  "services.*.develop.watch.*.path": (value, path, context) => {
    const resolved = local(value, path, context);
    return typeof resolved === "string" && isAbsolute(resolved) ? context.real(resolved) : resolved;
  },
  "services.*.volumes.*": bindSource,
  "configs.*.file": local,
  "secrets.*.file": local,
  "volumes.*": boundDevice,
});

/** Joins relative paths with the directory that they start from; the tree is written to. */
export function resolvePaths(tree: TreeMap, context: PathContext): void {
  rewriteTree(tree, rules, context);
}

/** Whether a path names something that lies elsewhere: Git, HTTP, an image. */
export function isRemote(path: Tree): boolean {
  return typeof path === "string" && /^(https?:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@|oci:\/\/)/.test(path);
}

function localPath(path: string, { base, home }: PathContext): string {
  const expanded = path.startsWith("~") && home !== undefined ? join(home, path.slice(1)) : path;
  if (isAbsolute(expanded) || /^[A-Za-z]:[\\/]|^\\\\/.test(expanded)) return expanded;
  // A directory has no slash at its end, which Node's join would keep.
  return join(base, expanded).replace(/(?<=.)\/$/, "");
}

function contextPath(value: Tree, _path: unknown, context: PathContext): Tree {
  const isElsewhere =
    typeof value !== "string" || value.includes("://") || value.startsWith("service:") || isRemote(value);
  return isElsewhere || value === "" ? value : localPath(value, context);
}

function bindSource(value: Tree, path: readonly (string | number)[], context: PathContext): Tree {
  if (!isTreeMap(value) || value["type"] !== "bind") return value;
  const source = value["source"];
  if (typeof source !== "string") throw new AttributeProblem(path, "is a bind mount without a source");
  value["source"] = localPath(source, context);
  return value;
}

/** A volume of the local driver can be a bind mount in disguise. */
function boundDevice(value: Tree, _path: unknown, context: PathContext): Tree {
  const options = isTreeMap(value) && value["driver"] === "local" ? value["driver_opts"] : undefined;
  if (options === undefined || !isTreeMap(options) || options["o"] !== "bind") return value;
  const device = options["device"];
  if (typeof device === "string") options["device"] = localPath(device, context);
  return value;
}
