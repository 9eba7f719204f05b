import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { zstdFrame } from "../../../platform/zstd.ts";

/** Makes a gzip member or a zstd frame of its own of some bytes. */
export type Compress = (bytes: Uint8Array) => Promise<Uint8Array>;

/** What is compressed, or waits to be written in its turn, at most: a usual piece for each core, and one more to go on with. */
const heldBytes = (availableParallelism() + 1) * 4 * 1024 * 1024;
/** Each holds a compressor's own memory. */
const mostHeld = 32;

const gzip = promisify(zlib.gzip as (bytes: Uint8Array, options: zlib.ZlibOptions, done: GzipDone) => void);
type GzipDone = (error: Error | null, member: Buffer) => void;

/** Room for all of the output, so that a member is one piece of work for one thread; what is not needed of it is let go. */
export function gzipCompress(level: number): Compress {
  return async (bytes) => {
    const member = await gzip(bytes, { level, chunkSize: bytes.length + (bytes.length >> 10) + 128 });
    return Buffer.from(member);
  };
}

export function zstdCompress(level: number): Compress {
  return async (bytes) => await zstdFrame(bytes, level);
}

/** Compresses many at a time, on the runtime's threads; gives them in the order in which they came. */
export async function* compressedInOrder<T extends { readonly bytes: Uint8Array }>(
  items: AsyncIterable<T>,
  compress: Compress,
): AsyncGenerator<{ readonly item: T; readonly packed: Uint8Array }> {
  const held: { item: T; packed: Promise<Uint8Array> }[] = [];
  let bytes = 0;
  async function next() {
    const { item, packed } = held.shift()!; // Called only where there is one.
    bytes -= item.bytes.length;
    return { item, packed: await packed };
  }
  for await (const item of items) {
    const packed = compress(item.bytes);
    // Who waits for it hears of the failure; where nobody comes to that, it must not count as unhandled.
    packed.catch(() => {});
    held.push({ item, packed });
    bytes += item.bytes.length;
    while (bytes > heldBytes || held.length >= mostHeld) yield await next();
  }
  while (held.length > 0) yield await next();
}
