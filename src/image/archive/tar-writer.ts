/** One entry of an archive that we write. */
export interface TarEntry {
  /** Relative, without `./`; directories end in a slash. */
  readonly name: string;
  readonly type: "file" | "directory" | "symlink";
  /** Permission bits. */
  readonly mode: number;
  readonly size?: number;
  /** What a symlink points at. */
  readonly target?: string;
}

const blockBytes = 512;
/** What the header has room for. */
const nameBytes = 100;
const largestSize = 0o77777777777;
const typeFlags = { file: "0", directory: "5", symlink: "2" } as const;

/** A POSIX (pax) header for an entry: owned by root, dated 1970, so that the same files are the same bytes. */
export function tarHeader(entry: TarEntry): Uint8Array {
  const { name, target = "", size = 0 } = entry;
  const records = [
    ...(Buffer.byteLength(name) > nameBytes ? [paxRecord("path", name)] : []),
    ...(Buffer.byteLength(target) > nameBytes ? [paxRecord("linkpath", target)] : []),
    ...(size > largestSize ? [paxRecord("size", String(size))] : []),
  ];
  const plain = headerBlock(entry, typeFlags[entry.type]);
  if (records.length === 0) return plain;
  const body = Buffer.from(records.join(""));
  const extended = { name: "pax", type: "file", mode: 0o644, size: body.length } as const;
  return Buffer.concat([headerBlock(extended, "x"), body, tarPadding(body.length), plain]);
}

/** Zeros that fill the last block of a body. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((blockBytes - (size % blockBytes)) % blockBytes);
}

/** What ends an archive. */
export const tarEnd = new Uint8Array(2 * blockBytes);

function headerBlock({ name, mode, size = 0, target = "" }: TarEntry, typeFlag: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  block.write(name, 0, 100, "utf8");
  octal(mode, 100, 8);
  octal(0, 108, 8); // uid
  octal(0, 116, 8); // gid
  octal(Math.min(size, largestSize), 124, 12);
  octal(0, 136, 12); // mtime
  block.write("        ", 148, "latin1"); // The checksum counts itself as blanks.
  block.write(typeFlag, 156, "latin1");
  block.write(target, 157, 100, "utf8");
  block.write("ustar\u000000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

/** A pax record counts its own length in decimal digits, the digits included. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}
