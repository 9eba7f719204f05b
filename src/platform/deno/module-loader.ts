import { compiledModuleLoader } from "../compiled/module-loader.ts";
import type { ModuleLoader, ModuleLoaderOptions } from "../module-loader.ts";
import { builtinUrl } from "./builtin-modules.ts";
import { target } from "./target.ts";

/** Compiled as on Node: Deno itself would look for npm packages beside nerdsh, not beside the recipe. */
export function moduleLoader(options: ModuleLoaderOptions): ModuleLoader {
  return compiledModuleLoader({ ...options, target, builtinUrl });
}
