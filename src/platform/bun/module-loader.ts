import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ModuleLoader, ModuleLoaderOptions, ModuleNamespace } from "../module-loader.ts";
import { bun } from "./bun.ts";

/** Bun imports TypeScript itself, in a standalone executable too; it only has to be told what "nerdsh" is. */
export function moduleLoader({ nerdsh }: ModuleLoaderOptions): ModuleLoader {
  const codeByPath = new Map<string, string>();
  bun().plugin({
    name: "nerdsh",
    setup(build) {
      build.module("nerdsh", async () => ({ exports: await nerdsh.exports(), loader: "object" }));
      build.module("nerdsh/globals", () => ({ exports: {}, loader: "object" }));
      // As files without a file: in a namespace of their own, relative imports would lead nowhere.
      build.onResolve({ filter: /\[\w+\]\.ts$/ }, ({ path }) => {
        return codeByPath.has(path) ? { path, namespace: "file" } : undefined;
      });
      build.onLoad({ filter: /\[\w+\]\.ts$/ }, ({ path }) => {
        return { contents: codeByPath.get(path)?.replace(/^#!/, "//") ?? "", loader: "ts" };
      });
    },
  });
  return {
    async import(specifier, parentUrl) {
      if (specifier === "nerdsh") return await nerdsh.exports();
      const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
      return await placed(() => import(bun().resolveSync(path, fileURLToPath(new URL(".", parentUrl)))));
    },
    async importCode(code, url) {
      const path = fileURLToPath(url);
      codeByPath.set(path, code);
      return await placed(() => import(path));
    },
  };

  async function placed(load: () => Promise<ModuleNamespace>): Promise<ModuleNamespace> {
    try {
      return await load();
    } catch (error) {
      const { placedError } = await import("./import-failure.ts");
      throw placedError(error, (path) => codeByPath.get(path) ?? readFileSync(path, "utf8"));
    }
  }
}
