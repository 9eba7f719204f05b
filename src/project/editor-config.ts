import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nearest } from "./nearest.ts";
import type { PackageHome } from "./package-home.ts";

/** A `tsconfig.json` as nerdsh writes it. */
export interface CompilerConfig {
  readonly extends?: string;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Relative to a project's directory: what is made anew on each machine, for its own paths. */
export const editorConfigPath = ".nerdsh/tsconfig.json";

/** What holds for recipes however they are run: ES modules whose types are left out. */
export const recipeOptions = {
  target: "esnext",
  lib: ["esnext"],
  module: "preserve",
  moduleDetection: "force",
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
} as const;

/** Where the names that come without an import, and `nerdsh` itself, lead: nothing of it has to be installed in the project. */
function editorConfig(home: PackageHome): CompilerConfig {
  return {
    compilerOptions: {
      ...recipeOptions,
      types: ["node"],
      typeRoots: ["../node_modules/@types", ...nodeTypes(home)],
      paths: nerdshPaths(home),
    },
    files: [home.globals],
    include: ["../**/*.ts"],
    exclude: ["../node_modules"],
  };
}

/** For a compiler that would not find them: where imports of nerdsh lead. */
export function nerdshPaths({ index, globals }: PackageHome): Record<string, string[]> {
  return { nerdsh: [index], "nerdsh/globals": [globals] };
}

/** The directory of Node's types that nerdsh's own refer to. */
export function nodeTypes({ root }: PackageHome): string[] {
  const found = nearest(root, "node_modules/@types/node");
  return found === undefined ? [] : [dirname(found)];
}

/** Writes it, and what keeps it out of git; recipes may lie beside it. */
export function writeEditorConfig(project: string, home: PackageHome): void {
  const file = join(project, editorConfigPath);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, configText(editorConfig(home)));
  writeFileSync(join(dirname(file), ".gitignore"), "/.gitignore\n/tsconfig.json\n");
}

/** As it stands in the file. */
export function configText(config: object): string {
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
