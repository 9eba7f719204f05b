import { defineGlobal } from "./define-global.ts";
import { question } from "./question.ts";
import { type Zx, zx } from "./zx.ts";
import { zxNames } from "./zx-names.ts";

/** Makes the API's names, and zx's, available without an import. Properties that are getters stay getters. */
export function defineGlobals(globals: Readonly<Record<string, unknown>>): void {
  for (const name of zxNames) {
    defineGlobal(name, {
      get: () => ours[name] ?? zx()[name],
      set: (value: unknown) => defineGlobal(name, { value, writable: true }),
    });
  }
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(globals))) {
    defineGlobal(name, "value" in descriptor ? { value: descriptor.value, writable: true } : descriptor);
  }
}

const ours: { readonly [Name in (typeof zxNames)[number]]?: Zx[Name] } = { question };
