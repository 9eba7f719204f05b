import type { Zx } from "./zx.ts";

/** The rest of zx that recipes and the prompt get as globals; `$` has a place of its own, `fetch` the runtime's own. */
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
