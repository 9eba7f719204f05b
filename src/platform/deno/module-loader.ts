import { isNerdError } from "../../errors.ts";
import { compiledModuleLoader } from "../compiled/module-loader.ts";
import type { ModuleLoader, ModuleLoaderOptions } from "../module-loader.ts";

const target = "esnext";

/** Compiled as on Node: Deno itself would look for npm packages beside nerdsh, not beside the recipe. */
export function moduleLoader(options: ModuleLoaderOptions): ModuleLoader {
  return compiledModuleLoader({ ...options, target });
}

/** What the import of a file failed with, in the words that compiled recipes have for what cannot be compiled. */
export async function importFailure(error: unknown, file: string): Promise<unknown> {
  if (!(error instanceof SyntaxError || error instanceof TypeError)) return error;
  try {
    const { compileGraph } = await import("../compiled/module-graph.ts");
    await compileGraph({ file, target, nerdshUrl: "", known: {} });
    return error;
  } catch (failure) {
    return isNerdError(failure) ? failure : error;
  }
}
