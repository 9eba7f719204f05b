/**
 * What a recipe imports for a module of Node's. Deno's `node:console` gives the console's functions as they were when the process began, which what changes them
 * later does not reach: instead, those of now.
 */
export function builtinUrl(specifier: string): string {
  const name = specifier.replace(/^node:/, "");
  return name === "console" ? consoleUrl() : `node:${name}`;
}

function consoleUrl(): string {
  const names = new Set([...Object.keys(console), "Console"]);
  const text = `const own = globalThis.console; export default own; export const { ${[...names].join(", ")} } = own;`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
