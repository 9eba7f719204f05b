import { NerdError } from "../../errors.ts";
import { ByteReader, truncated } from "./byte-reader.ts";

export interface TarFile {
  readonly name: string;
  readonly type: "file" | "directory" | "link" | "symlink" | "other";
  readonly size: number;
  /** What a link points at, as it is written. */
  readonly target: string;
  /** The content; what is not read of it is skipped. */
  readonly body: AsyncGenerator<Uint8Array>;
}

const blockBytes = 512;
/** Names and attributes that are longer want our memory. */
const longestExtension = 1024 * 1024;
const mostEntries = 1_000_000;

const types: Readonly<Record<string, TarFile["type"]>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "link",
  "2": "symlink",
  "5": "directory",
};

/** Overrides for the next entry, from a pax or GNU extension. */
interface Extension {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
}

/** The entries of a tar archive (POSIX pax, ustar, GNU), one after the other, in bounded memory. Throws ARCHIVE_INVALID. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const reader = new ByteReader(source);
  let extension: Extension = {};
  try {
    for (let entries = 0; entries < mostEntries; entries++) {
      const header = await reader.exactly(blockBytes);
      // An archive ends with zeros; some writers leave them out.
      if (header === undefined || header.every((byte) => byte === 0)) return;
      const { flag, ...plain } = parseHeader(header);
      if ("xgLK".includes(flag)) {
        const found = await readExtension(reader, flag, plain.size);
        if (flag !== "g") extension = { ...extension, ...found };
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
    throw invalid(`more than ${mostEntries} entries`);
  } finally {
    await reader.close();
  }
}

function parseHeader(block: Uint8Array): { name: string; size: number; flag: string; target: string } {
  const header = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== Number.parseInt(text(header, 148, 8), 8))
    throw invalid("a header's checksum is wrong: not a tar archive, or damaged");
  const prefix = text(header, 257, 5) === "ustar" && header[263] === 0x30 ? text(header, 345, 155) : "";
  const name = text(header, 0, 100);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size: number(header, 124, 12),
    flag: String.fromCharCode(header[156]!),
    target: text(header, 157, 100),
  };
}

async function readExtension(reader: ByteReader, flag: string, size: number): Promise<Extension> {
  if (size > longestExtension) throw invalid(`a name or attribute of ${size} bytes`);
  const bytes = (await reader.exactly(size)) ?? new Uint8Array();
  await skipPadding(reader, size);
  if (flag === "L") return { path: text(Buffer.from(bytes), 0, size) };
  if (flag === "K") return { linkpath: text(Buffer.from(bytes), 0, size) };
  const records = paxRecords(Buffer.from(bytes));
  const given = records.get("size");
  return {
    ...(records.has("path") && { path: records.get("path") }),
    ...(records.has("linkpath") && { linkpath: records.get("linkpath") }),
    ...(given !== undefined && { size: checkedSize(Number(given)) }),
  } as Extension;
}

/** `<length> <key>=<value>\n`, the length counting itself. */
function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString("latin1", at, blank));
    if (blank < 0 || !Number.isSafeInteger(length) || length <= blank - at) throw invalid("an attribute is malformed");
    const record = bytes.toString("utf8", blank + 1, at + length - 1);
    const equals = record.indexOf("=");
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

async function skipPadding(reader: ByteReader, size: number): Promise<void> {
  const padding = (blockBytes - (size % blockBytes)) % blockBytes;
  if (padding > 0 && (await reader.exactly(padding)) === undefined) throw truncated();
}

function text(header: Buffer, at: number, length: number): string {
  const end = header.indexOf(0, at);
  return header.toString("utf8", at, end < 0 ? at + length : Math.min(end, at + length));
}

/** Octal digits, or, where the first bit is set, a big-endian number (GNU, star). */
function number(header: Buffer, at: number, length: number): number {
  if ((header[at]! & 0x80) === 0) return checkedSize(Number.parseInt(text(header, at, length).trim() || "0", 8));
  return checkedSize(
    header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, header[at]! & 0x7f),
  );
}

function checkedSize(size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw invalid("a size is no byte count");
}

function invalid(reason: string): NerdError {
  return new NerdError("ARCHIVE_INVALID", `not an archive that can be read: ${reason}`);
}
