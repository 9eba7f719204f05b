import { NerdError } from "../../errors.ts";

/** The fields of a header block that every reader needs; the others are read from the block by `tarText` and `tarNumber`. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly flag: string;
  readonly target: string;
}

export const tarBlockBytes = 512;

/** Reads a header block; throws ARCHIVE_INVALID where its checksum is wrong. */
export function parseTarHeader(block: Uint8Array): TarHeader {
  const header = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== Number.parseInt(tarText(header, 148, 8), 8))
    throw invalidTar("a header's checksum is wrong: not a tar archive, or damaged");
  const prefix = tarText(header, 257, 5) === "ustar" && header[263] === 0x30 ? tarText(header, 345, 155) : "";
  const name = tarText(header, 0, 100);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size: tarNumber(header, 124, 12),
    flag: String.fromCharCode(header[156]!),
    target: tarText(header, 157, 100),
  };
}

/** `<length> <key>=<value>\n`, the length counting itself; values may be any bytes. */
export function paxRecords(bytes: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString("latin1", at, blank));
    if (blank < 0 || !Number.isSafeInteger(length) || length <= blank - at || at + length > bytes.length)
      throw invalidTar("an attribute is malformed");
    const record = bytes.subarray(blank + 1, at + length - 1);
    const equals = record.indexOf("=");
    records.set(record.toString("utf8", 0, equals), record.subarray(equals + 1));
    at += length;
  }
  return records;
}

/** How many zeros fill the last block of a body. */
export function paddingBytes(size: number): number {
  return (tarBlockBytes - (size % tarBlockBytes)) % tarBlockBytes;
}

/** Text up to the first zero. */
export function tarText(header: Buffer, at: number, length: number): string {
  const end = header.indexOf(0, at);
  return header.toString("utf8", at, end < 0 ? at + length : Math.min(end, at + length));
}

/** Octal digits, or, where the first bit is set, a big-endian number (GNU, star). */
export function tarNumber(header: Buffer, at: number, length: number): number {
  if ((header[at]! & 0x80) === 0) return checkedTarSize(Number.parseInt(tarText(header, at, length).trim() || "0", 8));
  return checkedTarSize(
    header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, header[at]! & 0x7f),
  );
}

export function checkedTarSize(size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw invalidTar("a size is no byte count");
}

export function invalidTar(reason: string): NerdError {
  return new NerdError("ARCHIVE_INVALID", `not an archive that can be read: ${reason}`);
}
