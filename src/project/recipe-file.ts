import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { NerdError } from "../errors.ts";
import { closest } from "../suggest.ts";

/**
 * The absolute path of the recipe that the user named; `hello` finds `hello.nerd.ts`. Throws NOT_FOUND with the
 * nearest recipes of the same directory and of `recipes/`.
 */
export function findRecipe(name: string, cwd: string): string {
  for (const candidate of [name, `${name}.nerd.ts`, `${name}.ts`]) {
    const path = resolve(cwd, candidate);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return realpathSync(path);
  }
  const directory = dirname(resolve(cwd, name));
  const known = [directory, join(cwd, "recipes")].flatMap(recipesIn);
  const stem = stemOf(name);
  const near = closest(stem, new Set(known.map(stemOf)));
  const suggestions = near
    .flatMap((each) => known.filter((path) => stemOf(path) === each))
    .map((path) => relative(cwd, path));
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  throw new NerdError("NOT_FOUND", `no such recipe: ${name}`, { suggestions, ...(hint && { hint }) });
}

function recipesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.[mc]?[jt]s$/.test(name))
      .map((name) => join(directory, name));
  } catch {
    return []; // Not there, or not readable: nothing to suggest from it.
  }
}

function stemOf(path: string): string {
  return basename(path).replace(/(\.nerd)?\.[mc]?[jt]s$/, "");
}
