/** `npm run lint`'s rule for import directions: prints each import that points up or sideways, and exits 1. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { type ImportEdge, importProblem } from "./import-rules.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["src", "recipes"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path}`),
);
const problems = files.flatMap(importEdges).flatMap((edge) => {
  const problem = importProblem(edge);
  return problem === undefined ? [] : [`${edge.from} imports ${edge.to}: ${problem}`];
});

process.stdout.write(problems.map((problem) => `${problem}\n`).join(""));
process.exitCode = problems.length > 0 ? 1 : 0;

/** Every import of a file of this repository; packages are the bundler's business. */
function importEdges(from: string): ImportEdge[] {
  const source = readFileSync(join(root, from), "utf8");
  const { staticImports, staticExports, dynamicImports } = parseSync(from, source).module;
  const imports = staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    kind: entries.length > 0 && entries.every(({ isType }) => isType) ? ("type" as const) : ("static" as const),
  }));
  const exports = staticExports
    .flatMap(({ entries }) => entries)
    .map(({ moduleRequest, isType }) => ({
      specifier: moduleRequest?.value ?? "",
      kind: isType ? ("type" as const) : ("static" as const),
    }));
  const lazy = dynamicImports.map(({ moduleRequest }) => ({
    specifier: source.slice(moduleRequest.start, moduleRequest.end).replace(/^["'](.*)["']$/, "$1"),
    kind: "lazy" as const,
  }));
  return [...imports, ...exports, ...lazy]
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier, kind }) => ({ from, to: relative(root, join(root, from, "..", specifier)), kind }));
}
