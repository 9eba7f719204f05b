import { createHash, randomUUID } from "node:crypto";
import { posix } from "node:path";
import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import { digestMismatch, isDigest } from "../../registry/digest.ts";
import { documentLimitBytes } from "../document/json-object.ts";
import { type Compression, compressionOf, decompressed } from "../layer/compression.ts";
import { readTar, type TarFile } from "./tar-reader.ts";

/** A file of an image archive, in the content store now. */
export interface StoredFile {
  readonly digest: string;
  readonly size: number;
  readonly compression: Compression;
}

/** What an archive had, by path; only the tables of contents are kept in memory. */
export interface ArchiveContent {
  readonly tables: ReadonlyMap<TableName, Uint8Array>;
  file(path: string): StoredFile | undefined;
}

export type TableName = "manifest.json" | "index.json" | "oci-layout";

const tableNames: ReadonlySet<string> = new Set<TableName>(["manifest.json", "index.json", "oci-layout"]);
const mostFiles = 100_000;

/** Passes an archive, compressed or not, into the content store, file by file as they come. Throws ARCHIVE_INVALID, DIGEST_MISMATCH. */
export async function storeArchive(
  engine: Engine,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<ArchiveContent> {
  const tables = new Map<TableName, Uint8Array>();
  const files = new Map<string, StoredFile>();
  const links = new Map<string, string>();
  for await (const entry of readTar(decompressed(source))) {
    signal.throwIfAborted();
    const path = insidePath(entry.name);
    if (entry.type === "link") links.set(path, insidePath(entry.target));
    // Docker once wrote a layer that two images share as a link to the first one's.
    if (entry.type === "symlink") links.set(path, insidePath(posix.join(posix.dirname(path), entry.target)));
    if (entry.type === "other") throw new NerdError("ARCHIVE_INVALID", `neither file nor directory nor link: ${path}`);
    if (entry.type !== "file") continue;
    if (isTable(path)) tables.set(path, await wholeTable(entry));
    else files.set(path, await storeFile(engine, path, entry, signal));
    if (files.size + links.size > mostFiles) throw new NerdError("ARCHIVE_INVALID", `more than ${mostFiles} files`);
  }
  return { tables, file: (path) => files.get(followLinks(posix.normalize(path), links)) };
}

function isTable(path: string): path is TableName {
  return tableNames.has(path);
}

/** A path as the tables of contents spell it. An archive that wants to leave its own root is not looked at any further. */
function insidePath(name: string): string {
  const path = posix.normalize(name).replace(/\/$/, "");
  if (!path.startsWith("/") && path !== ".." && !path.startsWith("../") && !name.includes("\0")) return path;
  throw new NerdError("ARCHIVE_INVALID", `a path that leaves the archive: ${name}`);
}

function followLinks(path: string, links: ReadonlyMap<string, string>): string {
  let at = path;
  for (let hops = 0; hops < 8; hops++) {
    const next = links.get(at);
    if (next === undefined) return at;
    at = next;
  }
  return path;
}

async function wholeTable({ name, size, body }: TarFile): Promise<Uint8Array> {
  if (size > documentLimitBytes)
    throw new NerdError("ARCHIVE_INVALID", `${name} has ${size} bytes, at most ${documentLimitBytes} are read`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function storeFile(
  engine: Engine,
  path: string,
  { size, body }: TarFile,
  signal: AbortSignal,
): Promise<StoredFile> {
  const expected = blobDigest(path);
  const algorithm = expected?.split(":")[0] ?? "sha256";
  const hash = createHash(algorithm);
  const start: number[] = [];
  let failure: unknown;
  async function* checked(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        if (start.length < 8) start.push(...chunk.subarray(0, 8));
        hash.update(chunk);
        yield chunk;
      }
      const actual = `${algorithm}:${hash.copy().digest("hex")}`;
      if (expected !== undefined && actual !== expected) throw digestMismatch(path, expected, actual);
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  const target = { ref: `load-${randomUUID()}`, expected: expected ?? "", total: size };
  try {
    const outcome = await engine.content.write(target, checked(), { signal });
    // What the store has already was not read: its name is its digest.
    if (outcome === "present" && expected !== undefined) return { digest: expected, size, compression: "none" };
  } catch (error) {
    throw failure ?? error;
  }
  return { digest: `${algorithm}:${hash.digest("hex")}`, size, compression: compressionOf(Uint8Array.from(start)) };
}

/** `blobs/sha256/<hex>` of an OCI layout. */
function blobDigest(path: string): string | undefined {
  const [, algorithm, hex] = /^blobs\/([a-z0-9]+)\/([0-9a-f]+)$/.exec(path) ?? [];
  const digest = `${algorithm}:${hex}`;
  return algorithm !== undefined && isDigest(digest) ? digest : undefined;
}
