import { ByteReader, truncated } from "./byte-reader.ts";
import { type Extension, isExtension, readExtension } from "./tar-extension.ts";
import { invalidTar, paddingBytes, parseTarHeader, tarBlockBytes } from "./tar-header.ts";

export interface TarFile {
  readonly name: string;
  readonly type: "file" | "directory" | "link" | "symlink" | "other";
  readonly size: number;
  /** What a link points at, as it is written. */
  readonly target: string;
  /** The content; what is not read of it is skipped. */
  readonly body: AsyncGenerator<Uint8Array>;
}

const mostEntries = 1_000_000;
/** Names, attributes and global headers before one entry; no writer needs more than four. */
const mostExtensions = 32;
/** What may follow an archive's end, and is read so that its writer does not meet a closed pipe: tar fills whole records. */
const mostTrailing = 1024 * 1024;

const types: Readonly<Record<string, TarFile["type"]>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "link",
  "2": "symlink",
  "5": "directory",
};

/** The entries of a tar archive (POSIX pax, ustar, GNU), one after the other, in bounded memory. Throws ARCHIVE_INVALID. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const reader = new ByteReader(source);
  let extension: Extension = {};
  let extensions = 0;
  try {
    for (let entries = 0; entries < mostEntries; entries++) {
      const header = await reader.exactly(tarBlockBytes);
      // An archive ends with zeros; some writers leave them out.
      if (header === undefined || header.every((byte) => byte === 0)) return await reader.skip(mostTrailing);
      const { flag, ...plain } = parseTarHeader(header);
      if (isExtension(flag)) {
        if (++extensions > mostExtensions) throw invalidTar(`more than ${mostExtensions} extended headers in a row`);
        extension = { ...extension, ...(await readExtension(reader, flag, plain.size)).extension };
        continue;
      }
      const { path, linkpath, size = plain.size, records } = extension;
      extension = {};
      extensions = 0;
      const type = records !== undefined && isSparse(records) ? "other" : (types[flag] ?? "other");
      // Links and directories have no content, whatever size they claim.
      const contentBytes = type === "file" || type === "other" ? size : 0;
      const body = reader.stream(contentBytes);
      yield { name: path ?? plain.name, type, size: contentBytes, target: linkpath ?? plain.target, body };
      for await (const _rest of body);
      await skipPadding(reader, contentBytes);
    }
    throw invalidTar(`more than ${mostEntries} entries`);
  } finally {
    await reader.close();
  }
}

/** The content is a map of holes and the pieces between them (GNU tar, "PAX Format, Version 1.0"): read as a file it would be another one. */
function isSparse(records: ReadonlyMap<string, Buffer>): boolean {
  return [...records.keys()].some((key) => key.startsWith("GNU.sparse."));
}

async function skipPadding(reader: ByteReader, size: number): Promise<void> {
  const padding = paddingBytes(size);
  if (padding > 0 && (await reader.exactly(padding)) === undefined) throw truncated();
}
