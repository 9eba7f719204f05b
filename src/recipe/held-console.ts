type Methods = Record<string, unknown>;

/**
 * The console's methods as they are, to be changed later in the result: whatever has been taken of the console meanwhile calls what is there by then.
 */
export function heldConsole(own: Console): Console {
  const [target, held] = [own as unknown as Methods, {} as Methods]; // Any of its methods.
  for (const name of Object.keys(target)) {
    if (name === "Console") continue; // A class, which Bun loads when it is looked at.
    const method = target[name];
    if (typeof method !== "function") continue;
    held[name] = method.bind(own);
    target[name] = (...values: unknown[]) => (held[name] as (...values: unknown[]) => unknown)(...values);
  }
  return held as unknown as Console;
}
