import { realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NerdError } from "../../errors.ts";
import type { ModuleLoader, ModuleLoaderOptions, ModuleNamespace } from "../module-loader.ts";
import { findGraph, storeGraph } from "./graph-cache.ts";
import { graphsName, type StoredGraph } from "./graph-manifest.ts";

/** Compiled modules reach the loader that imported them by this name: `import(expression)` goes through it. */
const loaderSymbol = Symbol.for("nerdsh.loader");

export interface CompilerOptions extends ModuleLoaderOptions {
  /** The language that the runtime speaks, in esbuild's words. */
  readonly target: string;
  /** What to import for a module of Node's. */
  builtinUrl(specifier: string): string;
}

/** What is compiled together: a file with the local files it imports, or code that stands for such a file. */
export interface GraphRequest {
  readonly file: string;
  readonly code?: string;
  readonly target: string;
  readonly nerdshUrl: string;
  /** Files that this process has imported already, with their URLs: a file is one module, whoever imports it. */
  readonly known: Readonly<Record<string, string>>;
}

/**
 * Compiles a file and the local files it imports once, and imports the result. A second run only reads and
 * hashes the sources: neither esbuild nor a loader thread starts.
 */
export function compiledModuleLoader({ nerdsh, cacheDir, target, builtinUrl }: CompilerOptions): ModuleLoader {
  const directory = join(cacheDir, graphsName);
  const known: Record<string, string> = {};

  async function importFile(file: string, code?: string): Promise<ModuleNamespace> {
    const url = known[file];
    if (url !== undefined) return await import(url);
    const request = { file, target, nerdshUrl: nerdsh.url, known: { ...known }, ...(code !== undefined && { code }) };
    const graph: StoredGraph = findGraph(directory, request) ?? (await compile(request));
    for (const [source, compiled] of Object.entries(graph.modules)) {
      known[source] = pathToFileURL(join(graph.directory, compiled)).href;
    }
    return await import(known[file]!);
  }

  async function compile(request: GraphRequest): Promise<StoredGraph> {
    const { compileGraph } = await import("./module-graph.ts");
    return storeGraph(directory, request, await compileGraph(request, builtinUrl));
  }

  const loader: ModuleLoader = {
    async import(specifier, parentUrl) {
      if (specifier === "nerdsh") return await nerdsh.exports();
      if (isBuiltin(specifier)) return withDefault(await import(builtinUrl(specifier)));
      if (/^(?!file:)[a-z]+:/.test(specifier)) return await import(specifier);
      if (/^(\.{0,2}\/|file:)/.test(specifier)) {
        const file = fileURLToPath(new URL(specifier, parentUrl));
        if (/\.([mc]?tsx?|m?jsx?|json)$/.test(file)) return await importFile(realpathSync(file));
        return await import(pathToFileURL(file).href);
      }
      return await import(await packageUrl(specifier, fileURLToPath(parentUrl)));
    },
    importCode: (code, url) => importFile(fileURLToPath(url), code),
  };
  Object.defineProperty(globalThis, loaderSymbol, { value: { ...loader, resolve }, configurable: true });
  return loader;
}

/** What ships requires Node's own modules, which then have no default export. */
function withDefault(module: ModuleNamespace): ModuleNamespace {
  return "default" in module ? module : Object.create(module, { default: { value: module, enumerable: true } });
}

/** Where a package's `import` condition leads from the file `parent`. */
async function packageUrl(specifier: string, parent: string): Promise<string> {
  const { withResolver } = await import("./resolver.ts");
  let found = specifier;
  await withResolver(async (resolve) => {
    const resolved = await resolve(specifier, parent);
    if (!resolved.ok)
      throw new NerdError("RECIPE_INVALID", `no such module: ${specifier}`, { hint: `npm install ${specifier}` });
    found = pathToFileURL(resolved.path).href;
  });
  return found;
}

/** `import.meta.resolve`, which has no answer for a source file that the runtime does not know. */
function resolve(specifier: string, parentUrl: string): string {
  if (/^(\.{0,2}\/|[a-z]+:)/.test(specifier)) return new URL(specifier, parentUrl).href;
  const found = createRequire(parentUrl).resolve(specifier);
  return found.startsWith("/") ? pathToFileURL(found).href : `node:${found}`;
}
