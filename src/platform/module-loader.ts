import { runtimeName } from "./runtime.ts";

export type ModuleNamespace = Record<string, unknown>;

/** What `import … from "nerdsh"` gives: the running program's own module, never a second copy. */
export interface NerdshModule {
  /** Where the runtime finds it; what compiled recipes import. */
  readonly url: string;
  /** Its exports; for runtimes, and executables, where a URL alone does not lead to them. */
  exports(): Promise<ModuleNamespace>;
}

export interface ModuleLoaderOptions {
  readonly nerdsh: NerdshModule;
  /** Compiled modules are kept below it, shared by all processes. */
  readonly cacheDir: string;
}

/** Imports TypeScript and JavaScript from the user's directories, with the semantics of ES modules. */
export interface ModuleLoader {
  /** What `import(specifier)` gives in a module at `parentUrl`. */
  import(specifier: string, parentUrl: string): Promise<ModuleNamespace>;
  /** Runs `code` as if it were the module at `url`; no file need be there. */
  importCode(code: string, url: string): Promise<ModuleNamespace>;
}

export async function createModuleLoader(options: ModuleLoaderOptions): Promise<ModuleLoader> {
  switch (runtimeName) {
    case "node":
      return (await import("./node/module-loader.ts")).moduleLoader(options);
    case "bun":
      return (await import("./bun/module-loader.ts")).moduleLoader(options);
    case "deno":
      return (await import("./deno/module-loader.ts")).moduleLoader(options);
  }
}
