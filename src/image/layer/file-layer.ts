import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { posix } from "node:path";
import { NerdError } from "../../errors.ts";
import { type TarEntry, tarEnd, tarHeader, tarPadding } from "../archive/tar-writer.ts";

/** A file of the layer: its text, or its bytes or a file of the host with permission bits (0644 where absent). */
export type LayerFile =
  | string
  | { readonly bytes: Uint8Array; readonly mode?: number }
  | { readonly path: string; readonly mode?: number };

const pieceBytes = 1024 * 1024;

export interface LayerFiles {
  /** By absolute path in the container. */
  readonly files: Readonly<Record<string, LayerFile>>;
  /** Symbolic links: absolute path, and what it points at. */
  readonly links?: Readonly<Record<string, string>>;
  /** Empty directories; those above files and links are made anyway. */
  readonly directories?: readonly string[];
}

/** The layer's tar, in an order that depends on the names alone: the same files give the same digest. */
export async function* layerTar(layer: LayerFiles): AsyncGenerator<Uint8Array> {
  for (const [entry, file] of await entriesOf(layer)) {
    yield tarHeader(entry);
    if (file === undefined) continue;
    yield* contentOf(file, entry.size ?? 0);
    yield tarPadding(entry.size ?? 0);
  }
  yield tarEnd;
}

async function entriesOf({
  files,
  links = {},
  directories = [],
}: LayerFiles): Promise<[TarEntry, LayerFile | undefined][]> {
  const paths = [...Object.keys(files), ...Object.keys(links), ...directories].map(relative);
  const made = new Set([...paths.flatMap(parentsOf), ...directories.map(relative)]);
  const entries: [TarEntry, LayerFile | undefined][] = [...made].map((name) => [
    { name: `${name}/`, type: "directory", mode: name === "tmp" ? 0o1777 : 0o755 },
    undefined,
  ]);
  for (const [path, target] of Object.entries(links)) {
    entries.push([{ name: relative(path), type: "symlink", mode: 0o777, target }, undefined]);
  }
  for (const [path, file] of Object.entries(files)) {
    const mode = typeof file === "string" ? 0o644 : (file.mode ?? 0o644);
    entries.push([{ name: relative(path), type: "file", mode, size: await sizeOf(file) }, file]);
  }
  return entries.sort(([a], [b]) => (a.name < b.name ? -1 : 1));
}

function relative(path: string): string {
  const normal = posix.normalize(path).replace(/^\/|\/$/g, "");
  if (path.startsWith("/") && normal !== "") return normal;
  throw new NerdError("INVALID_VALUE", `not an absolute path in the image: ${path}`);
}

function parentsOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

async function sizeOf(file: LayerFile): Promise<number> {
  if (typeof file === "string") return Buffer.byteLength(file);
  return "bytes" in file ? file.bytes.length : (await stat(file.path)).size;
}

/** Exactly `size` bytes: a file that changes while it is read would make the rest of the archive unreadable. */
async function* contentOf(file: LayerFile, size: number): AsyncGenerator<Uint8Array> {
  if (typeof file === "string") return yield Buffer.from(file);
  if ("bytes" in file) return yield file.bytes;
  if (size === 0) return;
  let left = size;
  for await (const chunk of createReadStream(file.path, { end: size - 1, highWaterMark: pieceBytes })) {
    left -= (chunk as Uint8Array).length;
    yield chunk as Uint8Array;
  }
  if (left > 0) throw new NerdError("INVALID_VALUE", `the file became shorter while it was read: ${file.path}`);
}
