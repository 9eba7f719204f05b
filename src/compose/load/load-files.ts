import { AttributeProblem } from "../attribute-problem.ts";
import { composeFile } from "../shape/project-shape.ts";
import { type TreeMap, treeMap } from "../tree.ts";
import { toCanonical } from "./canonical.ts";
import { setDefaults } from "./defaults.ts";
import { applyExtends } from "./extends.ts";
import { fillEnvironment } from "./given-environment.ts";
import { applyIncludes } from "./include.ts";
import type { LoadScope } from "./load-scope.ts";
import { mergeFiles } from "./merge.ts";
import { readDocuments } from "./read-documents.ts";
import { resolvePaths } from "./relative-paths.ts";
import { forget } from "./resets.ts";
import { withoutRepetitions } from "./unique.ts";

/** Files one over the other, in long form, with defaults and paths; not normalized yet. */
export async function loadFiles(files: readonly string[], scope: LoadScope): Promise<TreeMap> {
  let tree = treeMap();
  for (const file of files) {
    for (const { root, resets } of await readDocuments(file, scope)) {
      await applyIncludes(root, { file, scope, load: loadFiles });
      forget(tree, resets);
      await applyExtends(root, { file, scope, resets });
      tree = mergeFiles(tree, root);
      withoutRepetitions(tree);
      checkAttributes(tree, file);
      if ("version" in tree) {
        scope.warn(
          `${file}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
        );
        delete tree["version"];
      }
      toCanonical(tree, { isTemplate: !scope.steps.interpolate, warn: scope.warn });
      withoutRepetitions(tree);
    }
  }
  setDefaults(tree);
  if (scope.steps.resolvePaths) resolvePaths(tree, { base: scope.base, home: scope.home, real: scope.files.real });
  fillEnvironment(tree, scope.lookup);
  return tree;
}

function checkAttributes(tree: TreeMap, file: string): void {
  const problems: AttributeProblem[] = [];
  composeFile.check(tree, [], (problem) => problems.push(problem));
  const [first] = problems;
  if (first !== undefined) throw new AttributeProblem(first.path, first.message, { ...first.details, file });
}
