import { AttributeProblem } from "../attribute-problem.ts";
import type { TreePath } from "../tree.ts";
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

/** Files of which none lies elsewhere any more. */
export interface BroughtFiles {
  readonly files: readonly string[];
  /** What a project is called by a file that came from elsewhere. */
  readonly names: ReadonlyMap<string, string>;
}

/** Brings those that lie elsewhere, all at once. */
export async function broughtFiles(files: readonly string[], bring: BringFile | undefined): Promise<BroughtFiles> {
  if (bring === undefined || !files.some(isRemote)) return { files, names: new Map() };
  const brought = await Promise.all(files.map(async (file) => (isRemote(file) ? await bring(file) : { file })));
  const names = brought.flatMap((one) => ("name" in one ? [[one.file, one.name] as const] : []));
  return { files: brought.map(({ file }) => file), names: new Map(names) };
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
