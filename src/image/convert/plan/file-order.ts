import { NerdError } from "../../../errors.ts";
import { isObject } from "../../document/json-object.ts";
import { landmarks, tocName } from "../formats/landmarks.ts";
import { cleanPath } from "../formats/table-of-contents.ts";

/** An entry of a tar, and which of its bytes are that entry's. */
export interface TarPlace {
  readonly name: string;
  /** What a hard link needs before it. */
  readonly linkTarget: string | undefined;
  readonly offset: number;
  readonly size: number;
}

export interface FileOrder {
  readonly first: readonly TarPlace[];
  readonly rest: readonly TarPlace[];
}

/** The paths of an optimizer's record, each once, in the order in which they were read: JSON objects with `path`, one a line. */
export function recordedPaths(text: string, file: string): string[] {
  const paths = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => pathIn(line, file));
  return [...new Set(paths)];
}

function pathIn(line: string, file: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    if (isObject(entry) && typeof entry["path"] === "string") return entry["path"];
  } catch {
    // Said below, as of a line that is JSON and yet no record.
  }
  throw new NerdError("INVALID_VALUE", `not a record of files: ${file}`, {
    hint: 'each line is a JSON object: {"path": "usr/bin/app"}',
  });
}

/**
 * Wanted files first, each after the directories and the link targets that it needs; then all others, as they were. Of two entries for a
 * path the later one counts. Paths that the layer does not have are passed over.
 */
export function orderFiles(places: readonly TarPlace[], wanted: readonly string[]): FileOrder {
  const byPath = new Map(places.map((place) => [cleanPath(place.name), place]));
  for (const name of [...landmarks.names, tocName]) byPath.delete(name);
  const first = new Set<TarPlace>();
  const under = new Set<string>();
  const move = (path: string): void => {
    const place = byPath.get(path);
    if (place === undefined || first.has(place) || under.has(path)) return;
    under.add(path);
    for (const parent of parentsOf(path)) move(parent);
    if (place.linkTarget !== undefined) move(cleanPath(place.linkTarget));
    first.add(place);
  };
  for (const path of wanted) move(cleanPath(path));
  const counted = new Set(byPath.values());
  return { first: [...first], rest: places.filter((place) => counted.has(place) && !first.has(place)) };
}

/** From the root down; the root itself has the empty path. */
function parentsOf(path: string): string[] {
  const parts = path.split("/");
  return path === "" ? [] : parts.map((_, index) => parts.slice(0, index).join("/"));
}
