import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { hashOf } from "./graph-cache.ts";
import type { GraphInputs } from "./graph-manifest.ts";

/** The package directory of an installed file, undefined for the user's own files. */
export function packageOf(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** Local files of the old kind are left to the runtime, which knows their rules. */
export function isCommonJs(file: string): boolean {
  if (!/\.c?jsx?$/.test(file)) return false;
  if (file.endsWith(".cjs")) return true;
  const manifest = ancestors(dirname(file))
    .map((directory) => join(directory, "package.json"))
    .find((path) => existsSync(path));
  if (manifest !== undefined && readPackage(manifest).type === "module") return false;
  return !/^\s*(import|export)\b|\bimport\.meta\b/m.test(readFileSync(file, "utf8"));
}

/**
 * What makes the same specifier lead elsewhere later: the package's manifest changes, its file goes, or the
 * package appears nearer to the importer.
 */
export function lookupInputs(file: string, specifier: string, importerDirectory: string): GraphInputs {
  const inputs: GraphInputs = {};
  const home = packageOf(file);
  const manifest = home && join(home, "package.json");
  if (manifest && existsSync(manifest)) inputs[manifest] = hashOf(readFileSync(manifest));
  if (/^[./#]/.test(specifier)) return inputs;
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];
  for (const directory of ancestors(importerDirectory)) {
    const candidate = join(directory, "node_modules", name);
    if (existsSync(candidate)) break;
    inputs[candidate] = null;
  }
  return inputs;
}

/** The directory itself first, the root last. */
function ancestors(directory: string): string[] {
  const parts = directory.split(sep);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join(sep) || sep);
}

function readPackage(path: string): { readonly type?: string } {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as { readonly type?: string };
  } catch {
    return {}; // Broken for its owner too, who will hear of it from the tool that needs it.
  }
}
