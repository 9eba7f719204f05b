import { posix } from "node:path";
import { type FunctionTable, fixed } from "../function-table.ts";

/** Paths with slashes, and names of targets. */
export function pathFunctions(homeDirectory: string): FunctionTable {
  return {
    basename: fixed(["text"], (path) => posix.basename(path) || (path.startsWith("/") ? "/" : ".")),
    dirname: fixed(["text"], (path) => {
      const cut = path.lastIndexOf("/");
      return cut === -1 ? "." : posix.normalize(path.slice(0, cut + 1)).replace(/(?<=.)\/$/, "");
    }),
    homedir: fixed([], () => homeDirectory),
    sanitize: fixed(["text"], (text) => text.replace(/[^\w-]/gu, "_")),
  };
}
