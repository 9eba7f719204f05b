import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Loader } from "esbuild";
import { staticImports } from "../static-imports.ts";
import { compileFailure, isBuildFailure } from "./compile-failure.ts";
import { finishModule } from "./compiled-module.ts";
import { withEsbuild } from "./esbuild.ts";
import { hashOf } from "./graph-cache.ts";
import type { GraphInputs } from "./graph-manifest.ts";
import { findImports, replaceImports } from "./import-specifiers.ts";
import type { CompilerOptions, GraphRequest } from "./module-loader.ts";
import { isCommonJs, lookupInputs, packageOf } from "./package-lookup.ts";
import { type Resolve, withResolver } from "./resolver.ts";

export interface CompiledGraph {
  /** Source file → name of its compiled file. */
  readonly modules: Readonly<Record<string, string>>;
  /** Name of a compiled file → its text. */
  readonly contents: Readonly<Record<string, string>>;
  readonly inputs: GraphInputs;
  readonly isClosed: boolean;
}

const sourcePattern = /\.([mc]?tsx?|[mc]?jsx?|json)$/;

/**
 * Compiles each file by itself, so that the result is as many ES modules as there were sources, with their
 * cycles, their own `import.meta` and their order; a bundle would keep none of the three.
 */
export async function compileGraph(
  request: GraphRequest,
  builtinUrl: CompilerOptions["builtinUrl"],
): Promise<CompiledGraph> {
  const draft = new GraphDraft(request, builtinUrl);
  draft.nameOf(request.file);
  await withResolver(async (resolve) => {
    for (let file = draft.takeFound(); file !== undefined; file = draft.takeFound()) await draft.compile(file, resolve);
  });
  return draft;
}

class GraphDraft implements CompiledGraph {
  readonly modules: Record<string, string> = {};
  readonly contents: Record<string, string> = {};
  readonly inputs: GraphInputs = {};
  isClosed = true;
  readonly #request: GraphRequest;
  readonly #builtinUrl: CompilerOptions["builtinUrl"];
  readonly #found: string[] = [];

  constructor(request: GraphRequest, builtinUrl: CompilerOptions["builtinUrl"]) {
    this.#request = request;
    this.#builtinUrl = builtinUrl;
  }

  nameOf(file: string): string {
    const known = this.modules[file];
    if (known !== undefined) return known;
    this.#found.push(file);
    const stem = basename(file)
      .replace(/\.[^.]*$/, "")
      .replace(/[^\w.-]/g, "");
    const name = `${Object.keys(this.modules).length}-${stem}.mjs`;
    this.modules[file] = name;
    return name;
  }

  takeFound(): string | undefined {
    return this.#found.shift();
  }

  async compile(file: string, resolve: Resolve): Promise<void> {
    const source = this.#read(file);
    if (file.endsWith(".json")) {
      this.contents[this.nameOf(file)] = this.#looked(source, `export default ${source.trim()};\n`);
      return;
    }
    const { code, map } = await transform(file, source, this.#request.target);
    const imports = findImports(this.#looked(source, code));
    const targets = new Map<string, string>();
    for (const { specifier } of imports) {
      if (specifier === undefined || targets.has(specifier)) continue;
      targets.set(specifier, await this.#target(specifier, file, source, resolve));
    }
    const linked = replaceImports(code, imports, targets);
    const isMain = file === this.#request.file;
    this.contents[this.nameOf(file)] = finishModule({ file, code: linked, map, isMain });
  }

  #read(file: string): string {
    if (file === this.#request.file && this.#request.code !== undefined) return this.#request.code;
    const source = readFileSync(file, "utf8");
    this.inputs[file] = hashOf(source);
    return source;
  }

  async #target(specifier: string, importer: string, source: string, resolve: Resolve): Promise<string> {
    if (specifier === "nerdsh") return this.#request.nerdshUrl;
    if (specifier === "nerdsh/globals") return "data:text/javascript,"; // Types, and globals that are there already.
    if (specifier.startsWith("node:")) return this.#other(this.#builtinUrl(specifier));
    if (/^(?!file:)[a-z]+:/.test(specifier)) return this.#other(specifier);
    const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
    const resolved = await resolve(path, importer);
    if (!resolved.ok) throw compileFailure({ file: importer, source, specifier, text: resolved.problem });
    if (resolved.isBuiltin) return this.#other(this.#builtinUrl(resolved.path));
    return this.#place(resolved.path, specifier, importer);
  }

  #place(file: string, specifier: string, importer: string): string {
    const known = this.#request.known[file];
    if (known !== undefined) return this.#other(known);
    if (packageOf(file) === undefined && sourcePattern.test(file) && !isCommonJs(file)) return `./${this.nameOf(file)}`;
    Object.assign(this.inputs, lookupInputs(file, specifier, dirname(importer)));
    return this.#other(pathToFileURL(file).href);
  }

  /** The code, once it is known whether it can reach modules otherwise than by imports that are seen here. */
  #looked(source: string, code: string): string {
    if (staticImports(source, code) === undefined) this.isClosed = false;
    return code;
  }

  /** A module that is not compiled here, and may lead anywhere. */
  #other(url: string): string {
    this.isClosed = false;
    return url;
  }
}

async function transform(file: string, source: string, target: string): Promise<{ code: string; map: string }> {
  const options = {
    loader: loaderOf(file),
    sourcefile: basename(file),
    target,
    charset: "utf8",
    platform: "node",
    sourcemap: "external",
    sourcesContent: false,
    tsconfigRaw: {},
    logLevel: "silent",
  } as const;
  try {
    return await withEsbuild(async (esbuild) => await esbuild.transform(source.replace(/^#!/, "//"), options));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw compileFailure({
      file,
      source,
      text: error.errors[0]?.text ?? error.message,
      location: error.errors[0]?.location,
    });
  }
}

function loaderOf(file: string): Loader {
  const [, kind = "ts"] = /\.[mc]?([jt]sx?)$/.exec(file) ?? [];
  return kind as Loader; // The pattern admits js, jsx, ts and tsx.
}
