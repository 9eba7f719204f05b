import { lstatSync, readlinkSync } from "node:fs";
import { posix } from "node:path";
import { decodeName, encodeName, filePath } from "../../file-name.ts";
import { errno } from "../../store/atomic-file.ts";
import { globMatches } from "./glob-syntax.ts";
import { cleanPath } from "./path-pattern.ts";
import { namesIn } from "./tree-walk.ts";

/**
 * The patterns that include paths and every link on the way to them, as fsutil's FollowLinks finds them: links are read as if
 * `root` were `/`, the last part of a path may be a glob. Undefined where that is everything.
 */
export function followedPaths(root: string, paths: readonly string[]): readonly string[] | undefined {
  const found = new Set<string>();
  for (const path of paths) follow(root, path, found);
  return withoutNested([...found]);
}

/** Sorted by bytes; nothing is named that lies below another one. Undefined where `.` is among them. */
export function withoutNested(paths: readonly string[]): readonly string[] | undefined {
  const result: string[] = [];
  const encoded = paths.map((path) => ({ path, bytes: encodeName(path) }));
  for (const { path } of encoded.sort((a, b) => Buffer.compare(a.bytes, b.bytes))) {
    if (path === ".") return undefined;
    if (!path.startsWith(`${result.at(-1) ?? ""}/`)) result.push(path);
  }
  return result;
}

/** `found` ends a circle of links too. */
function follow(root: string, path: string, found: Set<string>): void {
  const parts = cleanPath(`/${path}`).slice(1).split("/");
  let current = ".";
  for (const [index, part] of parts.entries()) {
    current = posix.join(current, part);
    const isLast = index === parts.length - 1;
    const targets = linkTargets(root, current);
    if (!isLast && targets === undefined) continue;
    if (found.has(current)) return;
    found.add(current);
    const rest = parts.slice(index + 1).join("/");
    for (const target of targets ?? []) follow(root, posix.join(target, rest), found);
    return;
  }
}

/** Undefined for what is no link. A glob counts as one to all links that it matches. */
function linkTargets(root: string, path: string): readonly string[] | undefined {
  const base = posix.basename(path);
  if (!/[*?[]/.test(base.replace(/\\./g, ""))) return linkTarget(root, path);
  const directory = posix.dirname(path);
  const names = present(() => namesIn(posix.join(root, directory)));
  return names
    ?.filter(({ name }) => globMatches(base, name))
    .flatMap(({ name }) => linkTarget(root, posix.join(directory, name)) ?? []);
}

function linkTarget(root: string, path: string): readonly string[] | undefined {
  const place = filePath(`${root}/${path}`);
  return present(() => {
    if (!lstatSync(place).isSymbolicLink()) return undefined;
    const link = decodeName(readlinkSync(place, { encoding: "buffer" }));
    return [posix.isAbsolute(link) ? link : posix.join("/", posix.dirname(path), link)];
  });
}

/** Undefined where there is no such file. */
function present<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errno(error) ?? "")) return undefined;
    throw error;
  }
}
