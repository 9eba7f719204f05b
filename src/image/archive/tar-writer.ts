/** One entry of an archive that we write. */
export interface TarEntry {
  /** Relative, without `./`; directories end in a slash. */
  readonly name: string;
  readonly type: keyof typeof typeFlags;
  /** Permission bits. */
  readonly mode: number;
  readonly size?: number;
  /** What a symlink says, or the entry that a link is another name of. */
  readonly target?: string;
  /** Root, where absent. */
  readonly uid?: number;
  readonly gid?: number;
  /** Since 1970, which it is where absent: so that the same files are the same bytes. */
  readonly modifiedSeconds?: number;
  readonly device?: { readonly major: number; readonly minor: number };
  /** Extended attributes by name. */
  readonly attributes?: ReadonlyMap<string, Uint8Array>;
}

const blockBytes = 512;
/** What the header has room for. */
const nameBytes = 100;
const largestSize = 0o77777777777;
const largestId = 0o7777777;

const typeFlags = {
  file: "0",
  link: "1",
  symlink: "2",
  "character-device": "3",
  "block-device": "4",
  directory: "5",
  fifo: "6",
  extension: "x",
} as const;

/** In the name of an attribute's record, before that of the attribute (GNU tar, star, Go). */
export const attributePrefix = "SCHILY.xattr.";

/** A POSIX (pax) header for an entry, with an extension before it where the plain one has no room. */
export function tarHeader(entry: TarEntry): Uint8Array {
  const { name, target = "", size = 0, uid = 0, gid = 0, modifiedSeconds = 0, attributes = new Map() } = entry;
  const isDated = modifiedSeconds >= 0 && modifiedSeconds <= largestSize;
  const records = [
    ...(Buffer.byteLength(name) > nameBytes ? [paxRecord("path", name)] : []),
    ...(Buffer.byteLength(target) > nameBytes ? [paxRecord("linkpath", target)] : []),
    ...(size > largestSize ? [paxRecord("size", String(size))] : []),
    ...(uid > largestId ? [paxRecord("uid", String(uid))] : []),
    ...(gid > largestId ? [paxRecord("gid", String(gid))] : []),
    ...(isDated ? [] : [paxRecord("mtime", String(modifiedSeconds))]),
    ...[...attributes].map(([key, value]) => paxRecord(attributePrefix + key, value)),
  ];
  const plain = headerBlock(entry);
  if (records.length === 0) return plain;
  const body = Buffer.concat(records);
  const extended = headerBlock({ name: "pax", type: "extension", mode: 0o644, size: body.length });
  return Buffer.concat([extended, body, tarPadding(body.length), plain]);
}

/** Zeros that fill the last block of a body. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((blockBytes - (size % blockBytes)) % blockBytes);
}

/** What ends an archive. */
export const tarEnd = new Uint8Array(2 * blockBytes);

function headerBlock(entry: TarEntry): Buffer {
  const { name, type, mode, size = 0, target = "", uid = 0, gid = 0, modifiedSeconds = 0, device } = entry;
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  block.write(name, 0, 100, "utf8");
  octal(mode, 100, 8);
  octal(Math.min(uid, largestId), 108, 8);
  octal(Math.min(gid, largestId), 116, 8);
  octal(Math.min(size, largestSize), 124, 12);
  octal(Math.max(0, Math.min(modifiedSeconds, largestSize)), 136, 12);
  block.write("        ", 148, "latin1"); // The checksum counts itself as blanks.
  block.write(typeFlags[type], 156, "latin1");
  block.write(target, 157, 100, "utf8");
  block.write("ustar\u000000", 257, "latin1");
  if (device !== undefined) {
    octal(device.major, 329, 8);
    octal(device.minor, 337, 8);
  }
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

/** A pax record counts its own length in decimal digits, the digits included. */
function paxRecord(key: string, value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const rest = Buffer.byteLength(` ${key}=\n`) + bytes.length;
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), bytes, Buffer.from("\n")]);
}
