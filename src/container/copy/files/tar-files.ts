import { posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header, type Pack, pack } from "tar-stream";
import { NerdError } from "../../../errors.ts";
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
      // tar-stream's streams are Node's in all but their types.
      if (entry.kind === "file") pipeline(entry.content(), body as unknown as NodeJS.WritableStream).catch(reject);
    });
  }
  tar.finalize();
}

/** What seven octal digits hold; larger ids go into an extended header. */
const largestId = 0o7777777;
/** Of a regular file. With it a mode of 0 is not taken for none, which would be 0644. */
const regular = 0o100000;

function headerOf({
  path,
  kind,
  mode,
  uid,
  gid,
  modifiedMs,
  size,
  target,
  device,
}: FileEntry): Partial<Header> & Pick<Header, "name"> {
  const pax = { ...(uid > largestId && { uid }), ...(gid > largestId && { gid }) };
  return {
    name: kind === "directory" ? `${path || "."}/` : path,
    type: kind,
    mode: mode | regular,
    uid: Math.min(uid, largestId),
    gid: Math.min(gid, largestId),
    mtime: new Date(modifiedMs),
    size,
    ...(target && { linkname: target }),
    ...(device && { devmajor: device.major, devminor: device.minor }),
    ...(Object.keys(pax).length > 0 && { pax }),
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
  const fed = pipeline(tar, entries as unknown as NodeJS.WritableStream);
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

function entryOf(header: Header, kind: EntryKind, body: AsyncIterable<Uint8Array>): FileEntry {
  const { name, mode, mtime, size, linkname } = header;
  const pax = (header.pax ?? {}) as Readonly<Record<string, string>>; // As pax(1) has it: texts by name.
  return {
    path: posix.normalize(name),
    kind,
    mode: mode & 0o7777,
    uid: number(pax["uid"], header.uid),
    gid: number(pax["gid"], header.gid),
    modifiedMs: number(pax["mtime"], mtime.getTime() / 1000) * 1000,
    size: kind === "file" ? size : 0,
    target: linkname ?? "",
    ...(kind.endsWith("-device") && { device: { major: header.devmajor, minor: header.devminor } }),
    content: kind === "file" ? () => body : noContent,
  };
}

function number(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? fallback : value;
}

/** tar-stream tells a damaged archive by text alone; an error with a code is of the stream behind it. */
function isDamage(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error && !("code" in error);
}
