/** Not enumerable, as zx's own globals are not, and replaceable: a recipe may declare a name of its own. */
export function defineGlobal(name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, { ...descriptor, enumerable: false, configurable: true });
}
