import { question } from "./question.ts";
import { type Zx, zx } from "./zx.ts";
import { zxNames } from "./zx-names.ts";

/**
 * Makes the API's names, and zx's, available without an import. Not enumerable, as zx's own globals are not, and
 * replaceable: a recipe may declare a `run` of its own. Properties that are getters stay getters.
 */
export function defineGlobals(globals: Readonly<Record<string, unknown>>): void {
  for (const name of zxNames) {
    define(name, {
      get: () => ours[name] ?? zx()[name],
      set: (value: unknown) => define(name, { value, writable: true }),
    });
  }
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(globals))) {
    define(name, "value" in descriptor ? { value: descriptor.value, writable: true } : descriptor);
  }
}

const ours: { readonly [Name in (typeof zxNames)[number]]?: Zx[Name] } = { question };

function define(name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, { ...descriptor, enumerable: false, configurable: true });
}
