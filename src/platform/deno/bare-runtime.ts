import type { BareRuntime } from "../bare-runtime.ts";
import { fileUrl } from "../file-url.ts";
import { exportsSymbol } from "../given-exports.ts";
import { deno } from "./deno.ts";
import { findClosedGraph } from "./kept-graph.ts";
import { target } from "./target.ts";

/** The global scope, to which events come. */
const scope = globalThis as unknown as EventTarget; // Only used where the runtime is Deno.

export function bareDeno(): BareRuntime {
  return {
    args: deno().args,
    async findClosed(path, { directory, cacheDir }) {
      try {
        // Of others, the whole program says what it thinks.
        if (deno().uid() !== 0) return undefined;
        const file = deno().realPathSync(path);
        const request = { file, target, nerdshUrl: fileUrl(`${directory}/index.js`), known: {} };
        const compiled = await findClosedGraph(cacheDir(deno().env.get("NERDSH_ROOT") || undefined), request);
        return compiled === undefined ? undefined : { path: file, import: () => import(fileUrl(compiled)) };
      } catch {
        return undefined; // Not compiled yet, or it was pruned.
      }
    },
    provide: (exports) => void Object.defineProperty(globalThis, exportsSymbol, { value: exports }),
    watch({ failed }) {
      const thrown = (event: Event & { readonly error?: unknown; readonly reason?: unknown }) => {
        event.preventDefault();
        failed(event.type === "error" ? event.error : event.reason);
      };
      for (const type of ["error", "unhandledrejection"]) scope.addEventListener(type, thrown);
      return () => {
        for (const type of ["error", "unhandledrejection"]) scope.removeEventListener(type, thrown);
      };
    },
  };
}
