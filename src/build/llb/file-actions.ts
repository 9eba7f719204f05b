import type { StateFacts } from "./state.ts";

/** One change of a state's files. */
export type FileAction =
  | ({
      readonly kind: "copy";
      readonly from: CopySource;
      readonly source: string;
      readonly target: string;
    } & CopyOptions)
  | ({ readonly kind: "mkdir"; readonly path: string; readonly parents: boolean } & MadeOptions)
  | ({ readonly kind: "mkfile"; readonly path: string; readonly data: Uint8Array } & MadeOptions)
  | ({ readonly kind: "rm"; readonly path: string } & RemoveOptions)
  | ({ readonly kind: "symlink"; readonly target: string; readonly path: string } & MadeOptions);

type CopySource = Pick<StateFacts, "output" | "directory">;

export interface MadeOptions {
  readonly mode?: number;
  /** `user` or `user:group`, by name or number; root by default. */
  readonly owner?: string;
  /** By default when the step runs. */
  readonly modified?: Date;
}

export interface CopyOptions extends MadeOptions {
  /** Makes the directories above the target. */
  readonly createDestPath?: boolean;
  /** `*`, `?` and `[…]` in the source are a pattern; `empty` also where nothing matches. */
  readonly wildcard?: boolean | "empty";
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly followSymlinks?: boolean;
  /** Of a directory, copies what is in it and not itself. */
  readonly contentsOnly?: boolean;
  /** Unpacks an archive. */
  readonly unpack?: boolean;
  /** Replaces a directory by a file, and the other way round. */
  readonly replace?: boolean;
}

export interface RemoveOptions {
  readonly allowNotFound?: boolean;
  readonly wildcard?: boolean;
}

/** From another state, or the one before: `llb.copy(base, "/etc/passwd", "/etc/")`. */
export function copy(from: CopySource, source: string, target: string, options: CopyOptions = {}): FileAction {
  return { kind: "copy", from, source, target, ...options };
}

export function mkdir(path: string, options: MadeOptions & { readonly parents?: boolean } = {}): FileAction {
  return { kind: "mkdir", path, parents: false, ...options };
}

export function mkfile(path: string, content: string | Uint8Array, options: MadeOptions = {}): FileAction {
  const data = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { kind: "mkfile", path, data, ...options };
}

export function rm(path: string, options: RemoveOptions = {}): FileAction {
  return { kind: "rm", path, ...options };
}

/** A link at `path` that leads to `target`. BuildKit has it since 0.19. */
export function symlink(target: string, path: string, options: Omit<MadeOptions, "mode"> = {}): FileAction {
  return { kind: "symlink", target, path, ...options };
}
