import { posix } from "node:path";
import { ByteReader } from "../../../image/archive/byte-reader.ts";
import { paddingBytes, tarNumber } from "../../../image/archive/tar-header.ts";
import { attributePrefix, tarEnd, tarHeader, tarPadding } from "../../../image/archive/tar-writer.ts";
import { isEnd, type LayerEntry, layerEntries } from "../../../image/convert/formats/layer-entries.ts";
import { type EntryKind, type FileEntry, noContent } from "./file-entry.ts";
import { filled, readSparse, type SparseFile } from "./sparse-file.ts";

/** The archive of a tree, as it is read. */
export async function* tarOf(entries: AsyncIterable<FileEntry>): AsyncGenerator<Uint8Array> {
  for await (const { path, kind, modifiedMs, ...entry } of entries) {
    const name = kind === "directory" ? `${path || "."}/` : path;
    yield tarHeader({ ...entry, name, type: kind, modifiedSeconds: Math.floor(modifiedMs / 1000) });
    yield* entry.content();
    yield tarPadding(entry.size);
  }
  yield tarEnd;
}

const kinds: Readonly<Record<string, EntryKind>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "link",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

/** What follows an archive's end is read, so that its writer does not meet a closed pipe: tar fills whole records. */
const mostTrailing = 1024 * 1024;
const chunkBytes = 256 * 1024;

/** The entries of an archive, one after the other; throws ARCHIVE_INVALID where it is none. */
export async function* filesOf(tar: AsyncIterable<Uint8Array>): AsyncGenerator<FileEntry> {
  const reader = new ByteReader(tar);
  try {
    for await (const entry of layerEntries(reader)) {
      if (isEnd(entry)) return await reader.skip(mostTrailing);
      const sparse = await readSparse(entry);
      const kind = sparse === undefined ? kinds[entry.flag] : "file";
      const body = bodyOf(entry, entry.size - (sparse?.mapBytes ?? 0));
      if (kind !== undefined) yield entryOf(entry, { kind, body, sparse });
      while (body.left() > 0) await body.take(chunkBytes); // What nobody has read.
      await entry.take(paddingBytes(entry.size));
    }
  } finally {
    await reader.close();
  }
}

/** The content of an entry, in order. */
interface Body {
  left(): number;
  take(most: number): Promise<Uint8Array>;
}

function bodyOf({ take }: LayerEntry, size: number): Body {
  let left = size;
  return {
    left: () => left,
    take: async (most) => {
      const part = await take(Math.min(left, most, chunkBytes));
      left -= part.length;
      return part;
    },
  };
}

async function* contentOf(body: Body): AsyncGenerator<Uint8Array> {
  while (body.left() > 0) yield await body.take(chunkBytes);
}

function entryOf(
  entry: LayerEntry,
  { kind, body, sparse }: { kind: EntryKind; body: Body; sparse: SparseFile | undefined },
): FileEntry {
  const { block, target, records } = entry;
  const { name, size } = sparse ?? entry;
  const number = (key: string, at: number, length: number) => {
    const value = Number(records.get(key)?.toString());
    return Number.isFinite(value) ? value : tarNumber(block, at, length);
  };
  return {
    path: posix.normalize(name),
    kind,
    mode: tarNumber(block, 100, 8) & 0o7777,
    uid: number("uid", 108, 8),
    gid: number("gid", 116, 8),
    modifiedMs: number("mtime", 136, 12) * 1000,
    size,
    target,
    ...(kind.endsWith("-device") && { device: { major: tarNumber(block, 329, 8), minor: tarNumber(block, 337, 8) } }),
    attributes: new Map(
      [...records]
        .filter(([key]) => key.startsWith(attributePrefix))
        .map(([key, value]) => [key.slice(attributePrefix.length), value]),
    ),
    content: kind !== "file" ? noContent : () => (sparse === undefined ? contentOf(body) : filled(sparse, body.take)),
  };
}
