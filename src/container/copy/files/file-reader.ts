import { closeSync, fstatSync, read, readlinkSync, type Stats } from "node:fs";
import { posix } from "node:path";
import { promisify } from "node:util";
import { deviceNumber } from "../../../device-number.ts";
import { NerdError } from "../../../errors.ts";
import { readAttributes } from "../../../platform/deputy/attributes.ts";
import { errno } from "../../../store/atomic-file.ts";
import { HeldDirectory } from "../../../store/held-directory.ts";
import { type EntryKind, type FileEntry, noContent } from "./file-entry.ts";
import type { FileRoot } from "./file-root.ts";
import type { Found, Place } from "./file-walk.ts";

const chunkBytes = 256 * 1024;

/** Everything from `found` down, with owners, times, hard links and devices. Sockets are left out: no archive holds them. */
export async function* readFiles(
  root: FileRoot,
  found: Found,
  { attributes = false }: { readonly attributes?: boolean } = {},
): AsyncGenerator<FileEntry> {
  const reading: Reading = {
    links: new Map(),
    attributes: async (path) => (attributes ? { attributes: await readAttributes(path) } : {}),
  };
  if (!found.stats?.isDirectory()) {
    yield* readFile({ parent: found.parent!, name: found.name, path: "" }, reading);
    return;
  }
  using directory = found.open();
  yield* readDirectory(root, { directory, path: "", rootPath: found.path }, reading);
}

interface Reading {
  /** Where a file with several names was met first, by device and number. */
  readonly links: Map<string, string>;
  /** Of the file at a path of this process; nothing where nobody asked for them. */
  attributes(path: string): Promise<Pick<FileEntry, "attributes">>;
}

interface ReadDirectory {
  readonly directory: HeldDirectory;
  /** Of the entry. */
  readonly path: string;
  readonly rootPath: string;
}

async function* readDirectory(
  root: FileRoot,
  { directory, path, rootPath }: ReadDirectory,
  reading: Reading,
): AsyncGenerator<FileEntry> {
  yield { ...entryOf(path, "directory", directory.ownStat()), ...(await reading.attributes(directory.ownPath())) };
  if (path !== "" && root.isKernels(rootPath)) return;
  for (const name of root.namesIn(directory, rootPath)) {
    const [inner, innerRoot] = [posix.join(path, name), posix.join(rootPath, name)];
    const entered = enter(root, directory, innerRoot);
    if (entered instanceof HeldDirectory) {
      using child = entered;
      yield* readDirectory(root, { directory: child, path: inner, rootPath: innerRoot }, reading);
    } else if (entered) {
      using _parent = entered.parent;
      yield* readFile({ ...entered, path: inner }, reading);
    }
  }
}

/** Undefined where it has been replaced meanwhile. */
function enter(root: FileRoot, directory: HeldDirectory, path: string): HeldDirectory | Place | undefined {
  try {
    return root.enter(directory, path);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

interface ReadFile {
  readonly parent: HeldDirectory;
  readonly name: string;
  readonly path: string;
}

async function* readFile(file: ReadFile, reading: Reading): AsyncGenerator<FileEntry> {
  const { parent, name, path } = file;
  try {
    const stats = parent.stat(name);
    if (stats === undefined) return;
    if (stats.isFile()) return yield* readRegular(file, reading);
    if (stats.isSymbolicLink())
      return yield { ...entryOf(path, "symlink", stats), target: readlinkSync(parent.path(name)) };
    const kind = kindOf(stats);
    if (kind) yield entryOf(path, kind, stats);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function* readRegular(
  { parent, name, path }: ReadFile,
  { links, attributes }: Reading,
): AsyncGenerator<FileEntry> {
  const descriptor = parent.openFile(name);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return;
    const key = `${stats.dev}:${stats.ino}`;
    const first = links.get(key);
    if (first !== undefined) return yield { ...entryOf(path, "link", stats), target: first };
    if (stats.nlink > 1) links.set(key, path);
    const content = () => contentOf(descriptor, stats.size, name);
    const entry = { ...entryOf(path, "file", stats), size: stats.size, content };
    yield { ...entry, ...(await attributes(parent.path(name))) };
  } finally {
    closeSync(descriptor);
  }
}

/** Exactly `size` bytes: one that grows meanwhile is cut, and one that shrinks fails, since its archive would be broken. */
async function* contentOf(descriptor: number, size: number, name: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size - at));
    const { bytesRead } = await promisify(read)(descriptor, buffer, 0, buffer.length, at);
    if (bytesRead === 0)
      throw new NerdError("INVALID_VALUE", `the file became shorter while it was read: ${name}`, { exitCode: 1 });
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function entryOf(path: string, kind: EntryKind, stats: Stats): FileEntry {
  const { uid, gid, mtimeMs: modifiedMs } = stats;
  const entry = {
    path,
    kind,
    mode: stats.mode & 0o7777,
    uid,
    gid,
    modifiedMs,
    size: 0,
    target: "",
    content: noContent,
  };
  return kind.endsWith("-device") ? { ...entry, device: deviceNumber(stats.rdev) } : entry;
}

function kindOf(stats: Stats): EntryKind | undefined {
  if (stats.isFIFO()) return "fifo";
  if (stats.isCharacterDevice()) return "character-device";
  return stats.isBlockDevice() ? "block-device" : undefined;
}

function isGone(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"].includes(errno(error) ?? "");
}
