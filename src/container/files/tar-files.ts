import { posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Headers, type Pack, pack } from "tar-stream";
import { NerdError } from "../../errors.ts";
import { type EntryKind, type FileEntry, noContent } from "./file-entry.ts";

/** The archive of a tree, as it is read. */
export async function* tarOf(entries: AsyncIterable<FileEntry>): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const filled = fill(tar, entries);
  filled.catch((error: Error) => tar.destroy(error));
  try {
    for await (const chunk of tar) yield chunk as Uint8Array; // A pack without an encoding gives bytes.
    await filled;
  } finally {
    tar.destroy();
    await filled.catch(() => {}); // The files are closed before the caller goes on; why it failed is thrown above.
  }
}

async function fill(tar: Pack, entries: AsyncIterable<FileEntry>): Promise<void> {
  for await (const entry of entries) {
    const header = headerOf(entry);
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      const body = tar.entry(header, done);
      if (entry.kind === "file") pipeline(entry.content(), body).catch(reject);
    });
  }
  tar.finalize();
}

function headerOf({ path, kind, mode, uid, gid, modifiedMs, size, target, device }: FileEntry): Headers {
  return {
    name: kind === "directory" ? `${path || "."}/` : path,
    type: kind,
    mode,
    uid,
    gid,
    mtime: new Date(modifiedMs),
    size,
    ...(target && { linkname: target }),
    ...(device && { devmajor: device.major, devminor: device.minor }),
  };
}

const kinds: Readonly<Record<string, EntryKind>> = {
  file: "file",
  "contiguous-file": "file",
  directory: "directory",
  symlink: "symlink",
  link: "link",
  fifo: "fifo",
  "character-device": "character-device",
  "block-device": "block-device",
};

/** The entries of an archive, one after the other; throws ARCHIVE_INVALID where it is none. */
export async function* filesOf(tar: Readable): AsyncGenerator<FileEntry> {
  const entries = extract();
  const fed = pipeline(tar, entries);
  fed.catch((error: Error) => entries.destroy(error));
  try {
    for await (const entry of entries) {
      const { header } = entry;
      const kind = kinds[header.type ?? "file"];
      if (kind !== undefined) yield entryOf(header, kind, entry as AsyncIterable<Uint8Array>);
      entry.resume(); // What nobody has read.
    }
    await fed;
  } catch (error) {
    throw isDamage(error)
      ? new NerdError("ARCHIVE_INVALID", `not an archive that can be read: ${error.message}`, {
          exitCode: 1,
          cause: error,
        })
      : error;
  } finally {
    entries.destroy();
    tar.destroy();
    await fed.catch(() => {});
  }
}

function entryOf(header: Headers, kind: EntryKind, body: AsyncIterable<Uint8Array>): FileEntry {
  const { name, mode = 0o644, uid = 0, gid = 0, mtime, size = 0, linkname, devmajor = 0, devminor = 0 } = header;
  return {
    path: posix.normalize(name),
    kind,
    mode: mode & 0o7777,
    uid,
    gid,
    modifiedMs: mtime?.getTime() ?? 0,
    size: kind === "file" ? size : 0,
    target: linkname ?? "",
    ...(kind.endsWith("-device") && { device: { major: devmajor, minor: devminor } }),
    content: kind === "file" ? () => body : noContent,
  };
}

/** tar-stream tells a damaged archive by text alone; an error with a code is of the stream behind it. */
function isDamage(error: unknown): error is Error {
  return error instanceof Error && !("code" in error) && !("codeName" in error);
}
