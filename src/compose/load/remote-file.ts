import { AttributeProblem } from "../attribute-problem.ts";
import type { TreePath } from "../tree.ts";
import type { ProjectSource } from "./discovery.ts";
import type { LoadScope } from "./load-scope.ts";
import { isRemote } from "./relative-paths.ts";

/** A file from a registry or from Git, once it is here, with the files that lie beside it there. */
export interface BroughtFile {
  /** Absolute. */
  readonly file: string;
  /** What a project of it is called where nothing else is said. */
  readonly name: string;
}

/** Brings what `oci://…` or a Git URL names. Throws where it cannot be had. */
export type BringFile = (reference: string) => Promise<BroughtFile>;

/** The same source with its files here, and the names of those that came from elsewhere, by file. */
export async function broughtSource(
  source: ProjectSource,
): Promise<{ readonly source: ProjectSource; readonly remoteNames: ReadonlyMap<string, string> }> {
  const { files, bring } = source;
  if (bring === undefined || !files.some(isRemote)) return { source, remoteNames: new Map() };
  const brought = await Promise.all(files.map(async (file) => (isRemote(file) ? await bring(file) : { file })));
  const names = brought.flatMap((one) => ("name" in one ? [[one.file, one.name] as const] : []));
  return { source: { ...source, files: brought.map(({ file }) => file) }, remoteNames: new Map(names) };
}

/** What an `include` or `extends` names, where that lies elsewhere. */
export async function remoteFile(
  written: string,
  path: TreePath,
  { scope, from }: { readonly scope: Pick<LoadScope, "bring">; readonly from: string },
): Promise<string | undefined> {
  if (!isRemote(written)) return undefined;
  if (scope.bring === undefined) {
    throw new AttributeProblem(path, `cannot be read from elsewhere: ${written}`, { file: from });
  }
  return (await scope.bring(written)).file;
}
