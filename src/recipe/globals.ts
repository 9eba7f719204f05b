import { type Zx, zx, zxNames } from "../platform/zx.ts";

/**
 * Makes the API's names, and zx's, available without an import. Not enumerable, as zx's own globals are not, and
 * replaceable: a recipe may declare a `run` of its own. Properties that are getters stay getters.
 */
export function installGlobals(globals: Readonly<Record<string, unknown>>): void {
  for (const name of zxNames)
    define(name, { get: () => zx()[name], set: (value) => define(name, { value, writable: true }) });
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(globals))) {
    define(name, "value" in descriptor ? { value: descriptor.value, writable: true } : descriptor);
  }
}

function define(name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, { ...descriptor, enumerable: false, configurable: true });
}

declare global {
  const $: Zx["$"];
  const argv: Zx["argv"];
  const cd: Zx["cd"];
  const chalk: Zx["chalk"];
  const echo: Zx["echo"];
  const fs: Zx["fs"];
  const glob: Zx["glob"];
  const os: Zx["os"];
  const path: Zx["path"];
  const question: Zx["question"];
  const quote: Zx["quote"];
  const retry: Zx["retry"];
  const sleep: Zx["sleep"];
  const spinner: Zx["spinner"];
  const stdin: Zx["stdin"];
  const tmpdir: Zx["tmpdir"];
  const tmpfile: Zx["tmpfile"];
  const which: Zx["which"];
  const within: Zx["within"];
  const YAML: Zx["YAML"];
}
