import { type BigIntStats, lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { errno } from "../../store/atomic-file.ts";
import { type FilterStates, judge, statesAbove, type WatchRule } from "./watch-rule.ts";

/** The files that a rule means, as they are now. */
export interface WatchedTree {
  /** What changes with a file, by its path below that of the rule; `""` is that path itself. */
  readonly files: ReadonlyMap<string, string>;
  /** Absolute: where something may come or go. */
  readonly directories: readonly string[];
}

export interface TreeChanges {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Looks at all of a rule's files. What vanishes meanwhile is not there. */
export function watchedTree(rule: WatchRule): WatchedTree {
  const files = new Map<string, string>();
  const states = statesAbove(rule);
  const top = statOf(rule.path);
  if (!top?.isDirectory()) {
    if (top !== undefined && states !== undefined) files.set("", mark(top));
    return { files, directories: [dirname(rule.path)] };
  }
  const directories = [dirname(rule.path), rule.path];
  const enter = (path: string, above: FilterStates): void => {
    for (const entry of namesIn(join(rule.path, path))) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      const { isWanted, isEntered, states } = judge(rule, {
        path: inner,
        isDirectory: entry.isDirectory(),
        states: above,
      });
      if (entry.isDirectory()) {
        if (!isEntered) continue;
        directories.push(join(rule.path, inner));
        enter(inner, states);
      } else if (isWanted && (entry.isFile() || entry.isSymbolicLink())) {
        const stats = statOf(join(rule.path, inner));
        if (stats !== undefined) files.set(inner, mark(stats));
      }
    }
  };
  if (states !== undefined) enter("", states);
  return { files, directories };
}

export function changesBetween(before: WatchedTree, now: WatchedTree): TreeChanges {
  const changed = [...now.files].filter(([path, seen]) => before.files.get(path) !== seen).map(([path]) => path);
  const removed = [...before.files.keys()].filter((path) => !now.files.has(path));
  return { changed: changed.sort(), removed: removed.sort() };
}

/** A file that is replaced by one of the same time and size has another inode. */
function mark({ ino, size, mtimeNs, mode }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs} ${mode}`;
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    return ifGone(error, undefined);
  }
}

function namesIn(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    return ifGone(error, []);
  }
}

function ifGone<Value>(error: unknown, value: Value): Value {
  if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return value;
  throw error;
}
