import { compiledModuleLoader } from "../compiled/module-loader.ts";
import type { ModuleLoader, ModuleLoaderOptions } from "../module-loader.ts";

/** One way for every version: Node 20 has no type stripping, and a hook thread costs more than a whole start. */
export function moduleLoader(options: ModuleLoaderOptions): ModuleLoader {
  process.setSourceMapsEnabled(true);
  const builtinUrl = (specifier: string) => specifier;
  return compiledModuleLoader({ ...options, target: `node${process.versions.node}`, builtinUrl });
}
