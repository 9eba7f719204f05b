import { Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { NerdError } from "../../errors.ts";

export type Compression = "none" | "gzip" | "zstd" | "bzip2" | "xz";

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
];

/** How a file is compressed, by its first bytes. */
export function compressionOf(start: Uint8Array): Compression {
  return magics.find(([, magic]) => magic.every((byte, at) => start[at] === byte))?.[0] ?? "none";
}

/** The bytes of a file without its compression, whichever it has. Throws UNSUPPORTED for one that this runtime cannot undo. */
export async function* decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const whole = (async function* () {
    try {
      yield first.value;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  })();
  const compression = compressionOf(first.value);
  yield* compression === "none" ? whole : through(whole, await decompressor(compression));
}

async function decompressor(compression: Compression): Promise<Transform> {
  if (compression === "gzip") return zlib.createGunzip({ chunkSize: 256 * 1024 });
  if (compression === "zstd") return await (await import("../../platform/zstd.ts")).createZstdDecompressor();
  throw new NerdError("UNSUPPORTED", `the archive is compressed with ${compression}`, {
    hint: `decompress it first: ${compression} -d`,
  });
}

async function* through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array> {
  const readable = Readable.from(source, { objectMode: false, highWaterMark: 1 });
  let sourceError: unknown;
  readable.on("error", (error) => {
    sourceError = error;
    transform.destroy(error);
  });
  try {
    for await (const chunk of readable.pipe(transform)) yield chunk as Uint8Array;
  } catch (cause) {
    throw sourceError ?? new NerdError("ARCHIVE_INVALID", "the archive's compression is damaged", { cause });
  } finally {
    readable.destroy();
    transform.destroy();
  }
}
