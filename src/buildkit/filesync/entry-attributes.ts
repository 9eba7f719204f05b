import { readAttributes, whichHaveAttributes } from "../../platform/deputy/attributes.ts";
import { kindOfGoMode } from "./file-mode.ts";
import type { TreeEntry } from "./tree-entry.ts";

/**
 * The same entries, with extended attributes where a file or a directory has such: file capabilities, and what users set.
 * Asked for many at once, since hardly any has one. Without a deputy none is found.
 */
export async function withAttributes(root: string, entries: readonly TreeEntry[]): Promise<readonly TreeEntry[]> {
  const asked = entries.filter(canHaveAttributes);
  const found = await whichHaveAttributes(asked.map(({ path }) => `${root}/${path}`));
  const having = new Set(asked.filter((_, index) => found?.[index] === 1));
  if (having.size === 0) return entries;
  return await Promise.all(
    entries.map(async (entry) => {
      if (!having.has(entry)) return entry;
      return { ...entry, attributes: await readAttributes(`${root}/${entry.path}`) };
    }),
  );
}

/** Links have none that a user could set, and a further name of a file says nothing but that. */
function canHaveAttributes({ mode, target }: TreeEntry): boolean {
  const kind = kindOfGoMode(mode);
  return target === "" && (kind === "file" || kind === "directory");
}
