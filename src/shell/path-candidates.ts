import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Candidate } from "./completion.ts";

/** Files and directories that begin so, spelled as the beginning is; hidden ones where a dot is typed. */
export async function pathCandidates(prefix: string): Promise<readonly Candidate[]> {
  const directory = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const name = prefix.slice(directory.length);
  const entries = await readdir(resolve(directory || "."), { withFileTypes: true });
  const fitting = entries.filter((entry) => entry.name.startsWith(name) && (name !== "" || entry.name[0] !== "."));
  const texts = fitting.map((entry) => `${directory}${entry.name}${entry.isDirectory() ? "/" : ""}`);
  return texts.sort().map((text) => ({ text }));
}
