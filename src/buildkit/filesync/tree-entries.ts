import { lstatSync, readlinkSync } from "node:fs";
import { deviceNumber } from "../../device-number.ts";
import { NerdError } from "../../errors.ts";
import { decodeName, filePath } from "../../file-name.ts";
import { readAttributes } from "../../platform/deputy/attributes.ts";
import { type FileStatus, type FileStatuses, fileStatuses } from "../../platform/deputy/file-statuses.ts";
import { runtimeName } from "../../platform/runtime.ts";
import { goMode, kindOfMode } from "./file-mode.ts";
import type { TreeEntry } from "./tree-entry.ts";

/** Entries between two looks at the event loop, a few milliseconds. */
const entriesPerTurn = 512;

/** Turns that the deputy is asked for before the first is used: on a busy machine it takes its time until it runs. */
const turnsAhead = 4;

export interface TreeEntryOptions {
  /** Nobody copies from the tree: then its files are looked at one by one, without their extended attributes, and no deputy is started. */
  readonly isOnlyRead?: boolean | undefined;
}

/** Paths of one turn, and what is known of them; nothing where nobody was asked. */
interface Turn {
  readonly paths: readonly string[];
  readonly statuses: FileStatuses | undefined;
}

/**
 * What there is at the paths of a walk, in turns. As a build's context, all belong to root. What vanishes meanwhile is left out. While the
 * entries of one turn are used, the deputy looks at those of the next ones.
 */
export async function* treeEntries(
  root: string,
  paths: Iterable<string>,
  { isOnlyRead = false }: TreeEntryOptions = {},
): AsyncGenerator<readonly TreeEntry[]> {
  const firstNames = new Map<string, string>();
  const ahead: Promise<Turn>[] = [];
  for (const batch of batchesOf(paths)) {
    const turn = turnOf(root, batch, isOnlyRead);
    turn.catch(() => {}); // It is awaited in its turn, unless something else has failed before.
    if (ahead.push(turn) > turnsAhead) yield await entriesOf(root, await ahead.shift()!, firstNames);
  }
  for (const turn of ahead) yield await entriesOf(root, await turn, firstNames);
}

async function turnOf(root: string, paths: readonly string[], isOnlyRead: boolean): Promise<Turn> {
  return { paths, statuses: isOnlyRead ? undefined : await fileStatuses(root, paths) };
}

async function entriesOf(
  root: string,
  { paths, statuses }: Turn,
  firstNames: Map<string, string>,
): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (let place = 0; place < paths.length; place++) {
    const path = paths[place]!;
    const status = statuses?.(place) ?? ownStatus(root, path);
    const entry = status && entryOf(root, path, status, firstNames);
    if (entry === undefined) continue;
    // A further name of a file says nothing but that.
    const isPlain = !status?.hasAttributes || entry.target !== "";
    entries.push(isPlain ? entry : { ...entry, attributes: await readAttributes(`${root}/${path}`) });
  }
  return entries;
}

function entryOf(
  root: string,
  path: string,
  { mode, size, modifiedNs, identity, node }: FileStatus,
  firstNames: Map<string, string>,
): TreeEntry | undefined {
  const kind = kindOfMode(mode);
  if (kind === undefined) return undefined;
  const entry = { path, mode: goMode(mode, kind), uid: 0, gid: 0, size: 0, modifiedNs, target: "" };
  if (kind === "file") {
    const first = identity === "" ? undefined : firstName(path, identity, firstNames);
    if (first === undefined) entry.size = size;
    else entry.target = first;
  } else if (kind === "symlink") {
    entry.target = decodeName(readlinkSync(filePath(`${root}/${path}`), { encoding: "buffer" }));
  }
  return node !== undefined && kind.endsWith("-device") ? { ...entry, device: node } : entry;
}

/** Without a deputy, and of what it could not say anything of, for the reason. */
function ownStatus(root: string, path: string): FileStatus | undefined {
  const stats = lstatSync(filePath(`${root}/${path}`), { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return gone(path);
  return {
    mode: Number(stats.mode),
    size: Number(stats.size),
    modifiedNs: stats.mtimeNs,
    identity: stats.nlink > 1n ? `${stats.dev}:${stats.ino}` : "",
    node: stats.rdev === 0n ? undefined : deviceNumber(Number(stats.rdev)),
    hasAttributes: false,
  };
}

/** Deno takes names for UTF-8, and then does not find them: to leave such a file out would build something else. */
function gone(path: string): undefined {
  if (runtimeName !== "deno" || !path.includes("\ufffd")) return undefined;
  throw new NerdError("UNSUPPORTED", `Deno cannot open a file whose name is not UTF-8: ${path}`, {
    hint: "build with Node or Bun, or name it in .dockerignore",
  });
}

function firstName(path: string, identity: string, firstNames: Map<string, string>): string | undefined {
  const first = firstNames.get(identity);
  if (first === undefined) firstNames.set(identity, path);
  return first;
}

function* batchesOf(paths: Iterable<string>): Generator<readonly string[]> {
  let batch: string[] = [];
  for (const path of paths) {
    batch.push(path);
    if (batch.length < entriesPerTurn) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
