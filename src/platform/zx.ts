import { createRequire } from "node:module";

export type Zx = typeof import("zx");

let loaded: Zx | undefined;

/** zx, loaded on first use: it takes longer than a whole start of Node (74 of 65 ms on Node 20). */
export function zx(): Zx {
  // Synchronously, so that `$` can return its process at once. A bundle has a `require`, and bundlers follow it.
  loaded ??= (typeof require === "function" ? require("zx") : createRequire(import.meta.url)("zx")) as Zx;
  return loaded;
}

type ZxOptions = Partial<import("zx").Options>;

let optionsHere: () => ZxOptions | undefined = () => undefined;

/** Where several things run at once, each with a signal and an output of its own: what `$` adds where it is called. */
export function useOptionsHere(find: () => ZxOptions | undefined): void {
  optionsHere = find;
}

/** zx's own `$` in all but identity; what is set on it (`$.verbose = true`) is set on zx's. */
export const $: Zx["$"] = new Proxy(function $() {} as unknown as Zx["$"], {
  apply: (_, self, args) => {
    const here = optionsHere();
    return Reflect.apply(here === undefined ? zx().$ : zx().$(here), self, args);
  },
  get: (_, name) => Reflect.get(zx().$, name),
  set: (_, name, value) => Reflect.set(zx().$, name, value),
  has: (_, name) => Reflect.has(zx().$, name),
});

/** The rest of zx that recipes and the prompt get as globals; `$` is above, `fetch` the runtime's own. */
export const zxNames = [
  "argv",
  "cd",
  "chalk",
  "echo",
  "fs",
  "glob",
  "os",
  "path",
  "question",
  "quote",
  "retry",
  "sleep",
  "spinner",
  "stdin",
  "tmpdir",
  "tmpfile",
  "which",
  "within",
  "YAML",
] as const satisfies readonly (keyof Zx)[];
