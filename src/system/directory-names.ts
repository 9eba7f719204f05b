import { readdir } from "node:fs/promises";
import { errno } from "../store/atomic-file.ts";

/** What lies in a directory; nothing where there is none. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return [];
    throw error;
  }
}
