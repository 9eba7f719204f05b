import { type ByteReader, truncated } from "../../archive/byte-reader.ts";
import { type Extension, isExtension, readExtension } from "../../archive/tar-extension.ts";
import { paddingBytes, parseTarHeader, tarBlockBytes } from "../../archive/tar-header.ts";
import { tarHeader, tarPadding } from "../../archive/tar-writer.ts";

/** An entry of a layer's tar, of which no byte is lost. Its content and padding are taken before the next entry is asked for. */
export interface LayerEntry {
  /** The header with all that goes before it, byte for byte. */
  readonly head: Uint8Array;
  /** The header block alone. */
  readonly block: Buffer;
  readonly flag: string;
  readonly name: string;
  readonly target: string;
  /** Bytes of content. */
  readonly size: number;
  /** Attributes from a pax extension. */
  readonly records: ReadonlyMap<string, Buffer>;
  /** The next bytes of content or padding, in one piece. */
  take(count: number): Promise<Uint8Array>;
}

/** What ends a tar, in whichever way its writer did it. */
export interface LayerEnd {
  readonly head: Uint8Array;
  readonly rest: AsyncIterable<Uint8Array>;
}

/** Entry after entry, then, once, what comes after them. Throws ARCHIVE_INVALID. */
export async function* layerEntries(reader: ByteReader): AsyncGenerator<LayerEntry | LayerEnd> {
  let head: Uint8Array[] = [];
  let extension: Extension = {};
  while (true) {
    const block = await reader.exactly(tarBlockBytes);
    if (block !== undefined) head.push(block);
    if (block === undefined || block.every((byte) => byte === 0))
      return yield { head: Buffer.concat(head), rest: remaining(reader) };
    const { flag, ...plain } = parseTarHeader(block);
    if (isExtension(flag)) {
      const { bytes, extension: found } = await readExtension(reader, flag, plain.size);
      head.push(bytes);
      extension = { ...extension, ...found };
      continue;
    }
    const { path = plain.name, linkpath = plain.target, size = plain.size, records = new Map() } = extension;
    yield {
      head: Buffer.concat(head),
      block: Buffer.from(block.buffer, block.byteOffset, block.byteLength),
      flag: isOldDirectory(flag, path) ? "5" : flag,
      name: path,
      target: linkpath,
      // Links, devices and directories have no content, whatever size they claim.
      size: hasContent(flag) ? size : 0,
      records,
      take: async (count) => await taken(reader, count),
    };
    [head, extension] = [[], {}];
  }
}

export function isEnd(entry: LayerEntry | LayerEnd): entry is LayerEnd {
  return "rest" in entry;
}

/** A regular file of our own. */
export function madeEntry(name: string, content: Uint8Array): LayerEntry {
  const head = tarHeader({ name, type: "file", mode: 0o644, size: content.length });
  let rest: Uint8Array = Buffer.concat([content, tarPadding(content.length)]);
  const take = async (count: number) => {
    const part = rest.subarray(0, count);
    rest = rest.subarray(count);
    return part;
  };
  const block = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  return { head, block, flag: "0", name, target: "", size: content.length, records: new Map(), take };
}

/** All bytes that an entry has in a tar. */
export function entryBytes({ head, size }: Pick<LayerEntry, "head" | "size">): number {
  return head.length + size + paddingBytes(size);
}

async function* remaining(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (
    let part = await reader.some(tarBlockBytes * 512);
    part !== undefined;
    part = await reader.some(tarBlockBytes * 512)
  )
    yield part;
}

async function taken(reader: ByteReader, count: number): Promise<Uint8Array> {
  const bytes = count === 0 ? new Uint8Array() : await reader.exactly(count);
  if (bytes === undefined) throw truncated();
  return bytes;
}

function hasContent(flag: string): boolean {
  return !"123456".includes(flag);
}

/** Writers from before there was a flag for directories put a slash after the name. */
function isOldDirectory(flag: string, name: string): boolean {
  return flag === "\0" && name.endsWith("/");
}
