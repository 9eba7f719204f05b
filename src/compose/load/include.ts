import { dirname, isAbsolute, join, relative } from "node:path";
import { AttributeProblem } from "../attribute-problem.ts";
import { isSameTree, isTreeMap, scalarText, type Tree, type TreeMap, treeMap } from "../tree.ts";
import { envFilesInto } from "./env-files.ts";
import type { LoadScope } from "./load-scope.ts";
import { isRemote } from "./relative-paths.ts";
import { remoteFile } from "./remote-file.ts";

interface IncludeContext {
  readonly file: string;
  readonly scope: LoadScope;
  /** Loads the included files. */
  readonly load: (files: readonly string[], scope: LoadScope) => Promise<TreeMap>;
}

/** Adds what other projects declare, each with its own directory and environment; the tree is written to. */
export async function applyIncludes(tree: TreeMap, context: IncludeContext): Promise<void> {
  const { file } = context;
  const given = tree["include"];
  delete tree["include"];
  if (given === undefined || given === null) return;
  if (!Array.isArray(given)) throw new AttributeProblem(["include"], "must be a list", { file });
  for (const [index, entry] of given.entries()) {
    const include = isTreeMap(entry) ? entry : treeMap([["path", entry]]);
    const known = ["path", "env_file", "project_directory"];
    const unknown = Object.keys(include).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      throw new AttributeProblem(["include", index, unknown], `unknown attribute "${unknown}"`, {
        file,
        hint: `known are ${known.join(", ")}`,
      });
    }
    importAll(await included(include, ["include", index], context), tree);
  }
}

async function included(
  include: TreeMap,
  path: (string | number)[],
  { file: from, scope, load }: IncludeContext,
): Promise<TreeMap> {
  const files = await Promise.all(
    texts(include["path"]).map(
      async (one) => (await remoteFile(one, path, { scope, from })) ?? absolute(scope.directory, one),
    ),
  );
  const [main = ""] = files;
  const isElsewhere = texts(include["path"]).slice(0, 1).some(isRemote);
  const missing = files.find((one) => !scope.files.isFile(one));
  if (missing !== undefined)
    throw new AttributeProblem(path, `names a file that is not there: ${missing}`, { file: from, isMissing: true });
  const including = [...scope.including, from];
  if (including.includes(main)) {
    throw new AttributeProblem(path, `is a circle: ${[...including, main].join(" includes ")}`, { file: from });
  }
  const given = include["project_directory"];
  const directory = typeof given === "string" && given !== "" ? absolute(scope.directory, given) : dirname(main);
  const envFiles = texts(include["env_file"]).map((one) => absolute(scope.directory, one));
  const ownEnv = join(directory, ".env");
  const chosen = envFiles.length > 0 ? envFiles : scope.files.isFile(ownEnv) ? [ownEnv] : [];
  const variables = envFilesInto(chosen, scope.lookup, scope.files);
  const isAbsoluteBase = isElsewhere || (typeof given === "string" && isAbsolute(given));
  const base = isAbsoluteBase ? directory : relative(scope.directory, directory) || ".";
  return await load(files, {
    ...scope,
    directory,
    base,
    including,
    lookup: (name) => scope.lookup(name) ?? (Object.hasOwn(variables, name) ? variables[name] : undefined),
    steps: { ...scope.steps, resolvePaths: true },
  });
}

function absolute(directory: string, path: string): string {
  return isAbsolute(path) ? path : join(directory, path);
}

function texts(value: Tree | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(scalarText);
}

function importAll(source: TreeMap, target: TreeMap): void {
  for (const section of ["services", "volumes", "networks", "secrets", "configs", "models"]) {
    const from = source[section];
    if (from === undefined || !isTreeMap(from)) continue;
    const given = target[section];
    const to = given !== undefined && isTreeMap(given) ? given : treeMap();
    for (const name in from) {
      if (name in to && !isSameTree(from[name]!, to[name]!)) {
        throw new AttributeProblem([section, name], "is declared here and in an included file", {
          hint: "rename one of them, or give the include a second file that overrides it",
        });
      }
      to[name] = from[name]!;
    }
    target[section] = to;
  }
}
