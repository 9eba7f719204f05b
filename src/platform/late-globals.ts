export interface LateGlobals {
  /** Leaves the names as they were. */
  restore(): void;
}

/** Global names whose first use, of whichever, calls `use` before it goes on: by then the names are to be what they are meant to be. */
export function lateGlobals(names: readonly string[], use: () => void): LateGlobals {
  const earlier = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of names) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        use();
        return Reflect.get(globalThis, name) as unknown;
      },
      set(value: unknown) {
        use();
        Reflect.set(globalThis, name, value);
      },
    });
  }
  return {
    restore() {
      for (const [name, descriptor] of earlier) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
    },
  };
}
