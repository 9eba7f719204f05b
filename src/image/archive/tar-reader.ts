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
  try {
    for (let entries = 0; entries < mostEntries; entries++) {
      const header = await reader.exactly(tarBlockBytes);
      // An archive ends with zeros; some writers leave them out.
      if (header === undefined || header.every((byte) => byte === 0)) return;
      const { flag, ...plain } = parseTarHeader(header);
      if (isExtension(flag)) {
        extension = { ...extension, ...(await readExtension(reader, flag, plain.size)).extension };
        continue;
      }
      const { path, linkpath, size = plain.size } = extension;
      extension = {};
      const type = types[flag] ?? "other";
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

async function skipPadding(reader: ByteReader, size: number): Promise<void> {
  const padding = paddingBytes(size);
  if (padding > 0 && (await reader.exactly(padding)) === undefined) throw truncated();
}
