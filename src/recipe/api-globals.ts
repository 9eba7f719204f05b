/** Exports that recipes and the prompt have as globals: the verbs, and what one throws or catches with. */
export const apiGlobalNames = [
  "$",
  "run",
  "pull",
  "push",
  "build",
  "compose",
  "dockerfile",
  "llb",
  "images",
  "image",
  "containers",
  "container",
  "exec",
  "logs",
  "task",
  "step",
  "network",
  "volume",
  "service",
  "secret",
  "env",
  "NerdError",
  "isNerdError",
] as const;

/** The same objects as `import … from "nerdsh"` gives. */
export function apiGlobals(exports: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(apiGlobalNames.map((name) => [name, exports[name]]));
}
