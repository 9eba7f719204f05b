import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { AttributeProblem } from "../../../src/compose/attribute-problem.ts";
import { loadProject } from "../../../src/compose/load/load-project.ts";
import { metLimits, platformLimits } from "../../../src/compose/platform-limits.ts";
import { configText } from "../../../src/compose/print/config-text.ts";
import { composeFile } from "../../../src/compose/shape/project-shape.ts";
import { isTreeMap, type Tree } from "../../../src/compose/tree.ts";
import { parseWholeYaml } from "../../../src/compose/yaml/whole-yaml.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/compose/${name}`, import.meta.url));
const rows = readFileSync(fixture("attributes.tsv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t")[0] ?? "");

const file = fixture("every-attribute.yaml");
const source = { files: [file], envFiles: [], profiles: ["*"], environment: { HOME: "/home/ada" }, cwd: "/" };
const load = () => loadProject(source, { steps: { resolveEnvironment: false, checkConsistency: false } });

/** Where a row's path leads to in a tree; `*` and `[]` are any name, any place. */
function valuesAt(tree: Tree | undefined, path: readonly string[]): Tree[] {
  const [part, ...rest] = path;
  if (tree === undefined) return [];
  if (part === undefined) return [tree];
  if (part === "[]") return Array.isArray(tree) ? tree.flatMap((item) => valuesAt(item, rest)) : [];
  if (!isTreeMap(tree)) return [];
  const keys = part === "*" ? Object.keys(tree) : [part];
  return keys.flatMap((key) => valuesAt(tree[key], rest));
}

const partsOf = (row: string) => row.replaceAll("[]", ".[]").split(".");
const written = parseWholeYaml(readFileSync(file, "utf8"))[0]?.root ?? null;

/** Read, and gone from what is printed: merged into something else, or obsolete. */
const consumed: Readonly<Record<string, string>> = {
  version: "obsolete",
  include: "what it names stands among the services",
  "services.*.extends": "what it names is merged in",
  "services.*.label_file": "its labels stand among the labels",
  "services.*.env_file[].format": "docker compose prints the path and whether it is required",
};
const consumedBy = (row: string) =>
  Object.keys(consumed).find((path) => row === path || row.startsWith(`${path}.`) || row.startsWith(`${path}[`));

/** Old spellings become new ones. */
const moved: Readonly<Record<string, string>> = Object.fromEntries(
  ["networks", "volumes", "secrets", "configs"].map((section) => [`${section}.*.external.name`, `${section}.*.name`]),
);

describe("every attribute of the specification", async () => {
  const project = await load();
  // Unused resources are left out of a project, so theirs are looked for where all are used.
  const everything = parseWholeYaml(configText(project, "yaml"))[0]?.root ?? null;
  for (const row of rows) {
    test(`${row} is read, kept and printed`, () => {
      assert.notDeepEqual(valuesAt(written, partsOf(row)), [], "the fixture says it");
      if (consumedBy(row) !== undefined) return;
      const outside = /^(networks|volumes|secrets|configs)\.\*\.(external|environment|content)/.test(row);
      if (outside) return assert.ok(isKnown(row));
      assert.notDeepEqual(valuesAt(everything, partsOf(moved[row] ?? row)), []);
    });
  }

  test("that is misspelt is refused with the nearest name", () => {
    const problems: AttributeProblem[] = [];
    composeFile.check({ services: { web: { imgae: "a" } } }, [], (problem) => problems.push(problem));
    assert.equal(problems[0]?.message, 'unknown attribute "imgae"');
    assert.equal(problems[0]?.details.hint, "did you mean image?");
  });

  test("that comes from an include, an extended service or a file of labels stands in the project", () => {
    assert.equal(project.services["included"]?.image, "i:7");
    assert.deepEqual(project.services["all"]?.labels, { L: "1", a: "b" });
  });

  test("that one host cannot honour is told by name", () => {
    const met = metLimits(project).map(({ path }) =>
      path
        .replace(/^(services)\.all/, "$1.*")
        .replace(/^(secrets)\.s|^(configs)\.c|^(models)\.llm/, "$1$2$3.*")
        .replace(/\.networks\.n\./, ".networks.*.")
        .replace(/\[\d+\]/, "[]"),
    );
    const expected = Object.keys(platformLimits).filter((path) => path !== "models");
    assert.deepEqual(
      met.filter((path) => !path.startsWith("models")),
      expected,
    );
  });
});

/** External resources exclude other attributes: that a row is one of the shape's is what can be seen. */
function isKnown(row: string): boolean {
  const [section = "", , attribute = ""] = row.split(".");
  const problems: AttributeProblem[] = [];
  composeFile.check({ [section]: { one: { [attribute]: attribute === "external" ? true : "x" } } }, [], (problem) =>
    problems.push(problem),
  );
  return problems.length === 0;
}
