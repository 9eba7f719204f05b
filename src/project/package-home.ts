import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NerdError } from "../errors.ts";
import { nearest } from "./nearest.ts";

/** nerdsh's package as editors and TypeScript need it; all paths are absolute. */
export interface PackageHome {
  readonly root: string;
  /** Types of `import … from "nerdsh"`. */
  readonly index: string;
  /** Types of the globals. */
  readonly globals: string;
  /** The recipes that come with the package. */
  readonly recipes: string;
}

/**
 * The package whose types hold for what lies in `directory`: the one that is installed there, else the running one. Throws
 * UNSUPPORTED in a standalone executable with none installed, because it brings no files for editors.
 */
export function packageHome(directory: string): PackageHome {
  const root = nearest(directory, "node_modules/nerdsh/package.json") ?? ownManifest();
  if (root === undefined) {
    throw new NerdError("UNSUPPORTED", "a standalone executable brings neither types nor recipes", {
      hint: "npm install --save-dev nerdsh",
    });
  }
  return homeAt(dirname(root));
}

function homeAt(root: string): PackageHome {
  const recipes = join(root, "recipes");
  const source = join(root, "src/index.ts");
  if (existsSync(source)) return { root, index: source, globals: join(root, "src/recipe/globals.ts"), recipes };
  const types = join(root, "dist/types");
  return { root, index: join(types, "index.d.ts"), globals: join(types, "recipe/globals.d.ts"), recipes };
}

/** The `package.json` above this file, wherever the bundler has put it. */
function ownManifest(): string | undefined {
  const url = import.meta.url;
  if (!url.startsWith("file:") || url.includes("/$bunfs/")) return undefined;
  const manifest = nearest(dirname(fileURLToPath(url)), "package.json");
  if (manifest === undefined) return undefined;
  return JSON.parse(readFileSync(manifest, "utf8")).name === "nerdsh" ? manifest : undefined;
}
