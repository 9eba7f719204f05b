import type { BareRuntime } from "../bare-runtime.ts";

/** The few parts of Deno that are used, and its global scope, to which events come. */
interface DenoScope extends EventTarget {
  readonly Deno: {
    readonly args: readonly string[];
    realPathSync(path: string): string;
    readTextFileSync(path: string): string;
  };
}

const scope = globalThis as unknown as DenoScope; // Only used where the runtime is Deno.

export function bareDeno(): BareRuntime {
  const { Deno: deno } = scope;
  return {
    args: deno.args,
    async readFile(path) {
      try {
        const file = deno.realPathSync(path);
        return isCommonJs(file) ? undefined : { path: file, text: deno.readTextFileSync(file) };
      } catch {
        return undefined;
      }
    },
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

/** Whether its package may say that it is a module of the old kind: Deno hands such a one Node's globals, whatever ours are. */
function isCommonJs(file: string): boolean {
  for (let end = file.lastIndexOf("/"); end >= 0; end = file.lastIndexOf("/", end - 1)) {
    try {
      return scope.Deno.readTextFileSync(`${file.slice(0, end)}/package.json`).includes("commonjs");
    } catch {
      if (end === 0) break; // There is none in the root, either.
    }
  }
  return false;
}
