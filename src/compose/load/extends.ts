import { dirname, isAbsolute, join, relative } from "node:path";
import { closest } from "../../suggest.ts";
import { AttributeProblem } from "../attribute-problem.ts";
import { cloneTree, isTreeMap, type Tree, type TreeMap, treeMap } from "../tree.ts";
import { toCanonical } from "./canonical.ts";
import type { LoadScope } from "./load-scope.ts";
import { mergeFiles, mergeServices } from "./merge.ts";
import { readDocuments } from "./read-documents.ts";
import { resolvePaths } from "./relative-paths.ts";
import { remoteFile } from "./remote-file.ts";
import { forget, type Resets } from "./resets.ts";
import { withoutRepetitions } from "./unique.ts";

interface ExtendContext {
  readonly file: string;
  readonly scope: LoadScope;
  readonly resets: Resets;
}

interface Reference {
  readonly file: string;
  readonly service: string;
}

/** Puts each service over the one that it extends, from this file or another; the tree is written to. */
export async function applyExtends(tree: TreeMap, context: ExtendContext): Promise<void> {
  const services = tree["services"];
  if (services === undefined || !isTreeMap(services)) return;
  for (const name in services) services[name] = await extended(name, services, context, []);
}

async function extended(
  name: string,
  services: TreeMap,
  context: ExtendContext,
  chain: readonly Reference[],
): Promise<Tree> {
  const service = services[name] ?? null;
  const given = isTreeMap(service) ? service["extends"] : undefined;
  if (given === undefined || given === null || !isTreeMap(service)) return service;
  const path = ["services", name, "extends"];
  const reference = isTreeMap(given) ? given["service"] : given;
  const file = isTreeMap(given) ? given["file"] : undefined;
  if (typeof reference !== "string") throw new AttributeProblem(path, "needs the attribute service");
  const here = { file: context.file, service: name };
  if (chain.some((one) => one.file === here.file && one.service === here.service)) {
    const links = [...chain, here].map((one) => `${one.service} in ${one.file}`);
    throw new AttributeProblem(path, `is a circle: ${links.join(" extends ")}`, { file: context.file });
  }
  const base = typeof file === "string" ? await baseFile(file, path, context) : { services, context };
  if (!(reference in base.services)) {
    const suggestions = closest(reference, Object.keys(base.services));
    const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
    const message = `names an unknown service: ${reference}${typeof file === "string" ? ` in ${file}` : ""}`;
    throw new AttributeProblem(path, message, { hint, suggestions, file: context.file });
  }
  const source = await extended(reference, base.services, base.context, [...chain, here]);
  if (!isTreeMap(source)) return service;
  const copy = treeMap([["services", treeMap([[name, cloneTree(source)]])]]);
  forget(copy, context.resets);
  const parent = (copy["services"] as TreeMap)[name]!;
  const merged = mergeServices(isTreeMap(parent) ? parent : treeMap(), service, name);
  delete merged["extends"];
  services[name] = merged;
  return merged;
}

/** The services of another file, whose paths start from its own directory. */
async function baseFile(
  written: string,
  path: string[],
  { scope, file: from }: ExtendContext,
): Promise<{ services: TreeMap; context: ExtendContext }> {
  const remote = await remoteFile(written, path, { scope, from });
  const file = remote ?? (isAbsolute(written) ? written : join(scope.directory, written));
  if (!scope.files.isFile(file))
    throw new AttributeProblem(path, `names a file that is not there: ${written}`, { file: from, isMissing: true });
  let tree = treeMap();
  const resets: Resets[] = [];
  for (const document of await readDocuments(file, scope)) {
    forget(tree, document.resets);
    resets.push(document.resets);
    tree = mergeFiles(tree, document.root);
    withoutRepetitions(tree);
    toCanonical(tree, { isTemplate: !scope.steps.interpolate, warn: scope.warn });
    withoutRepetitions(tree);
  }
  const base = remote === undefined ? relative(scope.directory, dirname(file)) || "." : dirname(remote);
  resolvePaths(tree, { base, home: scope.home, real: scope.files.real });
  const services = tree["services"];
  if (services === undefined || !isTreeMap(services))
    throw new AttributeProblem(path, `names a file without services: ${written}`);
  return { services, context: { file, scope, resets: resets.flat() } };
}
