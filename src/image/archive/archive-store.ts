import { createHash, type Hash, randomUUID } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import { largeBlobBytes, writeLargeBlob } from "../../engine/large-blob.ts";
import { smallBlobBytes, writeSmallBlob } from "../../engine/small-blob.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { isDigest } from "../../registry/digest.ts";
import { type Compression, compressionOf } from "../layer/compression.ts";
import { requireSpace } from "./disk-space.ts";
import type { TarFile } from "./tar-reader.ts";

/** A file of an image archive, in the content store now. */
export interface StoredFile {
  readonly digest: string;
  readonly size: number;
  readonly compression: Compression;
}

/** Files that containerd still hashes and syncs while the next ones are read. */
const mostUnderWay = 4;

/** Brings an archive's files into the content store, under the engine's lease. Disposed, it has nothing under way any more. */
export class ArchiveStore implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  readonly #files = new Map<string, Promise<StoredFile>>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(engine: Engine, signal: AbortSignal) {
    this.#engine = engine;
    this.#signal = signal;
  }

  get count(): number {
    return this.#files.size;
  }

  /** Resolves when the file has been read, as far as it needs to be; of two under one path, the later one counts, as in tar. */
  async add(path: string, file: TarFile): Promise<void> {
    if (file.size >= largeBlobBytes) await requireSpace(this.#engine, file.size, path, this.#signal);
    while (this.#underWay.size >= mostUnderWay) await Promise.race(this.#underWay);
    const reading = new FileReading(path, file);
    const stored = store(this.#engine, reading, this.#signal);
    this.#files.set(path, stored);
    const settled: Promise<unknown> = stored.finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    settled.catch(() => {}); // Whoever is told first of a failure waits for it by another promise.
    await Promise.race([reading.ended, stored]);
  }

  /** All of them, when they are in the store. */
  async finish(): Promise<ReadonlyMap<string, StoredFile>> {
    const files = [...this.#files].map(async ([path, stored]) => [path, await stored] as const);
    return new Map(await Promise.all(files));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}

/** One file on its way: what its bytes tell while they pass. */
class FileReading {
  readonly path: string;
  readonly size: number;
  /** Digest in its name, where it is a blob of an OCI layout. */
  readonly expected: string | undefined;
  /** Resolves when its bytes are no longer wanted. */
  readonly ended: Promise<void>;
  readonly start: number[] = [];
  /** Why its bytes did not come, which the engine can only report as its own failure. */
  failure: unknown;
  readonly #body: AsyncIterable<Uint8Array>;
  #end: () => void = () => {};

  constructor(path: string, { size, body }: TarFile) {
    this.path = path;
    this.size = size;
    this.expected = blobDigest(path);
    this.#body = body;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Its bytes; those that `hash` finds not to be the expected ones are an error at the end. */
  async *bytes(hash?: Hash): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#body) {
        if (this.start.length < 8) this.start.push(...chunk.subarray(0, 8));
        hash?.update(chunk);
        yield chunk;
      }
      const actual = hash && `sha256:${hash.copy().digest("hex")}`;
      if (actual !== undefined && this.expected !== undefined && actual !== this.expected)
        throw damaged(this.path, actual);
    } catch (error) {
      this.failure = error;
      throw error;
    } finally {
      this.#end();
    }
  }
}

async function store(engine: Engine, reading: FileReading, signal: AbortSignal): Promise<StoredFile> {
  const { path, size, expected = "" } = reading;
  const ingest = { ref: `load-${randomUUID()}`, expected, total: size };
  try {
    const digest = await wayFor(size)(engine, { ingest, reading }, signal);
    // What the store has already was not read: its name is its digest.
    const isRead = reading.start.length > 0 || size === 0;
    const start = isRead ? Uint8Array.from(reading.start) : await startOf(engine, digest, signal);
    return { digest, size, compression: compressionOf(start) };
  } catch (error) {
    throw reading.failure ?? (isNerdError(error, "DIGEST_MISMATCH") ? damaged(path, undefined, error) : error);
  }
}

interface Storing {
  readonly ingest: { readonly ref: string; readonly expected: string; readonly total: number };
  readonly reading: FileReading;
}

/** containerd alone hashes it. */
async function storeLarge(engine: Engine, { ingest, reading }: Storing, signal: AbortSignal): Promise<string> {
  return (await writeLargeBlob(engine, ingest, () => reading.bytes(), { signal })).digest;
}

function wayFor(size: number) {
  if (size >= largeBlobBytes) return storeLarge;
  return size > 0 && size <= smallBlobBytes ? storeSmall : storeMiddling;
}

/** Only when all of it is in memory, its digest is known. */
async function storeSmall(engine: Engine, { ingest, reading }: Storing, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const bytes = Buffer.allocUnsafeSlow(reading.size);
  let at = 0;
  for await (const chunk of reading.bytes(hash)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const digest = `sha256:${hash.digest("hex")}`;
  const known = { ...ingest, expected: digest };
  const outcome = await writeSmallBlob(engine, known, (heldBytes) => whole(bytes.subarray(heldBytes)), { signal });
  // Somebody else is at it, by another ref.
  if (outcome === "busy") await engine.content.write(known, [bytes], { signal });
  return digest;
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function storeMiddling(engine: Engine, { ingest, reading }: Storing, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const outcome = await engine.content.write(ingest, reading.bytes(hash), { signal });
  return outcome === "present" && ingest.expected !== "" ? ingest.expected : `sha256:${hash.digest("hex")}`;
}

async function startOf(engine: Engine, digest: string, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of engine.content.read(digest, { size: 8, signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `blobs/sha256/<hex>` of an OCI layout. */
function blobDigest(path: string): string | undefined {
  const [, algorithm, hex] = /^blobs\/([a-z0-9]+)\/([0-9a-f]+)$/.exec(path) ?? [];
  const digest = `${algorithm}:${hex}`;
  if (algorithm === undefined || !isDigest(digest)) return undefined;
  if (algorithm === "sha256") return digest;
  throw new NerdError("UNSUPPORTED", `containerd keeps blobs by their sha256 alone: ${path}`);
}

function damaged(path: string, actual: string | undefined, cause?: unknown): NerdError {
  const but = actual === undefined ? "" : `, but ${actual}`;
  return new NerdError("DIGEST_MISMATCH", `a blob of the archive is not what its name says: ${path}${but}`, {
    hint: "the archive is damaged, or somebody changed it; nothing of it was kept",
    cause,
  });
}
