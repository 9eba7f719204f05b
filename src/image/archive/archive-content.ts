import { posix } from "node:path";
import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import { documentLimitBytes } from "../document/json-object.ts";
import { ArchiveStore, type StoredFile } from "./archive-store.ts";
import { readTar, type TarFile } from "./tar-reader.ts";

/** What an archive had, by path; only the tables of contents are kept in memory. */
export interface ArchiveContent {
  readonly tables: ReadonlyMap<TableName, Uint8Array>;
  file(path: string): StoredFile | undefined;
}

export type TableName = "manifest.json" | "index.json" | "oci-layout" | "repositories";

const tableNames: ReadonlySet<string> = new Set<TableName>([
  "manifest.json",
  "index.json",
  "oci-layout",
  "repositories",
]);
const mostFiles = 100_000;

/** Passes an archive into the content store, file by file as they come. Throws ARCHIVE_INVALID, DIGEST_MISMATCH, DISK_FULL. */
export async function storeArchive(
  engine: Engine,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<ArchiveContent> {
  const tables = new Map<TableName, Uint8Array>();
  const links = new Map<string, string>();
  await using store = new ArchiveStore(engine, signal);
  for await (const entry of readTar(source)) {
    signal.throwIfAborted();
    const path = insidePath(entry.name);
    if (entry.type === "link") links.set(path, insidePath(entry.target));
    // Docker once wrote a layer that two images share as a link to the first one's.
    if (entry.type === "symlink") links.set(path, insidePath(posix.join(posix.dirname(path), entry.target)));
    if (entry.type === "other") throw new NerdError("ARCHIVE_INVALID", `neither file nor directory nor link: ${path}`);
    if (entry.type !== "file") continue;
    if (!isTable(path)) await store.add(path, entry);
    else if (tables.has(path)) throw new NerdError("ARCHIVE_INVALID", `twice in the archive: ${path}`);
    else tables.set(path, await wholeTable(entry));
    if (store.count + links.size > mostFiles) throw new NerdError("ARCHIVE_INVALID", `more than ${mostFiles} files`);
  }
  const files = await store.finish();
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
