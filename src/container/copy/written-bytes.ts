import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Writes bytes to a stream that stays open, such as stdout, as fast as it takes them; one that nobody reads any more ends it. */
export async function writeBytes(bytes: AsyncIterable<Uint8Array>, target: Writable): Promise<void> {
  await pipeline(Readable.from(bytes, { objectMode: false }), target, { end: false });
}
