import { NerdError } from "../../errors.ts";

/** What is at a path that was asked for; a link counts as what it leads to at the target, and as itself at the source. */
export type PathKind = "missing" | "file" | "directory";

export interface CopySource {
  /** Its last component; empty for a root. */
  readonly name: string;
  readonly kind: Exclude<PathKind, "missing">;
  /** Whether it was written as `directory/.`: what is in it is meant, not itself. */
  readonly contents: boolean;
}

export interface CopyTarget {
  readonly path: string;
  /** Whose path it is, for messages: `on the host`. */
  readonly side: string;
  readonly name: string;
  readonly kind: PathKind;
}

/** Where the tree goes: into the target itself or into the directory that it lies in; under which name, empty for none. */
export interface CopyPlan {
  readonly into: "target" | "parent";
  readonly name: string;
}

/** Docker's rules of `cp` (docker container cp, "Extended description"). */
export function copyPlan(source: CopySource, target: CopyTarget): CopyPlan {
  if (target.kind === "directory") return { into: "target", name: source.contents ? "" : source.name };
  if (source.kind === "directory" && target.kind === "file") {
    throw new NerdError("INVALID_VALUE", `cannot copy a directory to a file: ${target.path}`, { exitCode: 1 });
  }
  if (source.kind === "file" && saysDirectory(target.path)) {
    if (target.kind === "file")
      throw new NerdError("INVALID_VALUE", `not a directory: ${target.path}`, { exitCode: 1 });
    throw new NerdError("NOT_FOUND", `the target directory is not ${target.side}: ${target.path}`, {
      hint: "leave out the slash at the end where a file of this name is meant",
    });
  }
  return { into: "parent", name: target.name };
}

/** Whether a path is written so that only a directory can be meant. */
export function saysDirectory(path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(path);
}

/** Whether a source is written so that what is in it is meant. */
export function saysContents(path: string): boolean {
  return /(^|\/)\.$/.test(path);
}
