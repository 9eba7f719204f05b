import { fileURLToPath } from "node:url";

/** The path of a recipe that nerdsh brings, by its name. */
export function shipped(name: string): string {
  return fileURLToPath(new URL(`../../recipes/${name}.nerd.ts`, import.meta.url));
}
