import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { NerdError } from "../../errors.ts";

export type Compression = "none" | "gzip" | "zstd" | "bzip2" | "xz";

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
];

const longestMagic = 5;

/** How a file is compressed, by its first bytes. */
export function compressionOf(start: Uint8Array): Compression {
  return magics.find(([, magic]) => magic.every((byte, at) => start[at] === byte))?.[0] ?? "none";
}

/**
 * The bytes of a file without its compression, whichever it has; that of xz and bzip2, the programs of that name in `programDirs` undo.
 * Throws UNSUPPORTED where they are not there, and ARCHIVE_INVALID for damaged bytes.
 */
export async function* decompressed(
  source: AsyncIterable<Uint8Array>,
  programDirs: readonly string[] = [],
): AsyncGenerator<Uint8Array> {
  const peeked = await PeekedSource.open(source);
  const { compression } = peeked;
  if (compression === "none") return yield* peeked.bytes();
  const transform = await decompressor(compression);
  try {
    yield* transform === undefined
      ? throughProgram(peeked.bytes(), compression, programDirs)
      : through(peeked.bytes(), transform);
  } catch (cause) {
    if (peeked.failure !== undefined) throw peeked.failure;
    if (cause instanceof NerdError) throw cause;
    throw new NerdError("ARCHIVE_INVALID", `the ${compression} compression is damaged`, { cause });
  }
}

/** Bytes whose start is known before they are read. */
export class PeekedSource {
  /** At least so many bytes as were asked for, or tell the compression, where there are so many. */
  readonly start: Uint8Array;
  /** The source's own failure, which a decompressor can only report as its own. */
  failure: unknown;
  readonly #rest: AsyncIterator<Uint8Array>;

  private constructor(start: Uint8Array, rest: AsyncIterator<Uint8Array>) {
    this.start = start;
    this.#rest = rest;
  }

  static async open(source: AsyncIterable<Uint8Array>, leastBytes = longestMagic): Promise<PeekedSource> {
    const chunks = source[Symbol.asyncIterator]();
    let start: Uint8Array = new Uint8Array();
    while (start.length < leastBytes) {
      const next = await chunks.next();
      if (next.done) break;
      start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
    }
    return new PeekedSource(start, chunks);
  }

  get compression(): Compression {
    return compressionOf(this.start);
  }

  /** For whoever does not read the bytes. */
  async close(): Promise<void> {
    await this.#rest.return?.();
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield this.start;
      for (let next = await this.#rest.next(); !next.done; next = await this.#rest.next()) yield next.value;
    } catch (error) {
      this.failure = error;
      throw error;
    } finally {
      await this.close();
    }
  }
}

async function decompressor(compression: Compression): Promise<Transform | undefined> {
  if (compression === "gzip") return createGunzip({ chunkSize: 256 * 1024 });
  if (compression === "zstd") return await (await import("../../platform/zstd.ts")).createZstdDecompressor();
  return undefined;
}

async function* through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array> {
  const readable = Readable.from(source, { objectMode: false, highWaterMark: 1 });
  readable.on("error", (error) => transform.destroy(error));
  try {
    for await (const chunk of readable.pipe(transform)) yield chunk as Uint8Array;
  } finally {
    readable.destroy();
    transform.destroy();
  }
}

async function* throughProgram(
  source: AsyncIterable<Uint8Array>,
  program: Compression,
  programDirs: readonly string[],
): AsyncGenerator<Uint8Array> {
  const env = { PATH: programDirs.join(":") };
  const child = spawn(program, ["-dc"], { env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "close") as Promise<[code: number | null]>;
  const fed = pipeline(source, child.stdin);
  for (const promise of [ended, fed]) promise.catch(() => {}); // Both are awaited below, or do not matter.
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array; // Without an encoding it gives bytes.
    const [code] = await ended.catch((cause) => {
      throw new NerdError("UNSUPPORTED", `no program undoes the archive's compression: ${program}`, {
        hint: `install ${program}, or decompress it first`,
        cause,
      });
    });
    await fed;
    if (code !== 0) throw new Error(`${program} ended with status ${code}`);
  } finally {
    child.kill("SIGKILL");
  }
}
