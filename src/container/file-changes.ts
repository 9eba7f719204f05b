import { readlinkSync, type Stats } from "node:fs";
import { posix } from "node:path";
import { errno } from "../store/atomic-file.ts";
import type { HeldDirectory } from "../store/held-directory.ts";

/** One path that differs. */
export interface FileChange {
  readonly kind: "added" | "changed" | "deleted";
  readonly path: string;
}

/** One directory, as it was, as it is, and what was touched of it; each undefined where it is none, or where nobody tells. */
interface Compared {
  readonly before: HeldDirectory | undefined;
  readonly now: HeldDirectory;
  readonly touched: HeldDirectory | undefined;
}

interface ChangeOptions {
  /** Paths at which something else is mounted: neither they nor what is in them counts, nor directories that were made to hold them. */
  readonly mountPoints: readonly string[];
  readonly signal: AbortSignal;
}

/** All differences below two directories, a directory before what is in it, by name. A directory counts as changed where anything in it is; its time tells nothing. */
export function fileChanges(roots: Compared, options: ChangeOptions): FileChange[] {
  return [...inDirectory("/", roots, options)].map(({ kind, path }) => ({ kind, path }));
}

function* inDirectory(path: string, { before, now, touched }: Compared, options: ChangeOptions): Generator<FileChange> {
  options.signal.throwIfAborted();
  const old = new Set(before?.names());
  const current = new Set(now.names());
  // What was deleted is touched, too, by a whiteout; but for a whole directory that was replaced.
  const names = touched ? [...new Set([...touched.names(), ...old].sort())] : [...new Set([...old, ...current])].sort();
  const isTouched = new Set(touched?.names() ?? names);
  for (const name of names) {
    const inner = posix.join(path, name);
    if (options.mountPoints.includes(inner)) continue;
    if (!current.has(name)) {
      if (old.has(name)) yield { kind: "deleted", path: inner };
    } else if (isTouched.has(name)) yield* atName(inner, name, { before, now, touched }, options);
  }
}

function* atName(path: string, name: string, compared: Compared, options: ChangeOptions): Generator<FileChange> {
  const { before, now, touched } = compared;
  const [was, is] = [before?.stat(name), now.stat(name)];
  if (is === undefined) return; // It has gone meanwhile.
  if (!is.isDirectory()) {
    if (was === undefined) yield { kind: "added", path };
    else if (touched || differs(was, is, () => linkOf(before!, name) !== linkOf(now, name)))
      yield { kind: "changed", path };
    return;
  }
  using nowInner = entered(now, name);
  if (nowInner === undefined) return;
  using beforeInner = was?.isDirectory() ? entered(before!, name) : undefined;
  using touchedInner = touched && entered(touched, name);
  const inner = [...inDirectory(path, { before: beforeInner, now: nowInner, touched: touchedInner }, options)];
  const holdsMounts = options.mountPoints.some((point) => point.startsWith(`${path}/`));
  if (was === undefined) {
    if (inner.length > 0 || !holdsMounts) yield { kind: "added", path };
  } else if (inner.length > 0 || !was.isDirectory() || hasOther(was, is, ["mode", "uid", "gid"]))
    yield { kind: "changed", path };
  yield* inner;
}

function differs(was: Stats, is: Stats, hasOtherLink: () => boolean): boolean {
  if (hasOther(was, is, ["mode", "uid", "gid", "rdev", "size", "mtimeMs"])) return true;
  return is.isSymbolicLink() && hasOtherLink();
}

function hasOther(was: Stats, is: Stats, fields: readonly ("mode" | "uid" | "gid" | "rdev" | "size" | "mtimeMs")[]) {
  return fields.some((field) => was[field] !== is[field]);
}

function linkOf(directory: HeldDirectory, name: string): string {
  return readlinkSync(directory.path(name));
}

/** Undefined where it is no directory, or none any more. */
function entered(directory: HeldDirectory, name: string): HeldDirectory | undefined {
  try {
    return directory.child(name);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errno(error) ?? "")) return undefined;
    throw error;
  }
}
