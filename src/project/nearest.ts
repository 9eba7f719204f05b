import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** `directory` and those above it, up to the root. */
export function directoriesAbove(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...directoriesAbove(parent)];
}

/** The absolute path of the first that there is of `name`, in `directory` or above it. */
export function nearest(directory: string, name: string): string | undefined {
  return directoriesAbove(directory)
    .map((each) => join(each, name))
    .find((path) => existsSync(path));
}
