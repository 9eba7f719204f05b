import { readdirSync } from "node:fs";
import { errno } from "./atomic-file.ts";

/** What lies in a directory; nothing where there is none. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return [];
    throw error;
  }
}
