import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, type TreeMap } from "../tree.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import type { YamlDocument } from "../yaml/yaml-document.ts";
import { interpolate } from "./interpolate.ts";
import type { LoadScope } from "./load-scope.ts";
import type { Resets } from "./resets.ts";

export interface ReadDocument {
  readonly root: TreeMap;
  readonly resets: Resets;
}

/** A file's documents, with variables filled in. */
export async function readDocuments(file: string, scope: LoadScope): Promise<ReadDocument[]> {
  const text = file === "-" ? scope.standardInput : scope.files.read(file);
  if (text === undefined) throw new AttributeProblem([], `no such file: ${file}`, { file });
  const documents = await readYaml(text).catch((error: unknown) => throwIn(file, error));
  return documents
    .filter(({ root }) => root !== null)
    .map(({ root, resets }: YamlDocument, index) => {
      if (!isTreeMap(root)) throw new AttributeProblem([], "must be a mapping at its top", { file });
      const lookup = scope.steps.interpolate ? scope.lookup : undefined;
      scope.documents.push({ file, text, index, lookup });
      if (lookup !== undefined) inFile(file, () => interpolate(root, { lookup, onUnset: warnUnset(scope) }));
      return { root, resets };
    });
}

function warnUnset(scope: LoadScope): (name: string) => void {
  return (name) => scope.warn(`The "${name}" variable is not set. Defaulting to a blank string.`);
}

function inFile(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throwIn(file, error);
  }
}

/** The same problem, with the file that it is in. */
function throwIn(file: string, error: unknown): never {
  if (!(error instanceof AttributeProblem) || error.details.file !== undefined) throw error;
  throw new AttributeProblem(error.path, error.message, { ...error.details, file });
}
