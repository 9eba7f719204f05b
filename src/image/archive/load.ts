import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { errno } from "../../store/atomic-file.ts";
import { type Image, imageOf } from "../image.ts";
import { recordImage, requireOwnDigest } from "../image-record.ts";
import { decompressed } from "../layer/compression.ts";
import { jsonBlob, storeBlob } from "../layer/made-blob.ts";
import { newName } from "../new-name.ts";
import { parsePlatforms } from "../platform.ts";
import { type LeasedEngine, leasedEngine } from "../pull/pull-lease.ts";
import { normalName } from "../reference.ts";
import { type ArchiveContent, storeArchive } from "./archive-content.ts";
import { cancellable } from "./cancellable.ts";
import { dockerArchiveImages } from "./docker-archive.ts";
import { legacyArchiveImages } from "./legacy-archive.ts";
import { tieImage } from "./loaded-image.ts";
import { ociArchiveImages } from "./oci-archive.ts";

export interface LoadOptions {
  /** `linux/arm64`, or several; the host's where absent, or the only one that the archive has. */
  readonly platform?: string | readonly string[] | undefined;
  /** All that the archive has. */
  readonly allPlatforms?: boolean | undefined;
  /** Make the layers snapshots; true where absent. */
  readonly unpack?: boolean | undefined;
}

export type LoadContext = Pick<Context, "engine" | "emit" | "signal" | "cwd" | "settings">;

/** A record is a few milliseconds' work for the engine. */
const mostNames = 10_000;

interface Loaded {
  readonly names: readonly string[];
  readonly target: Descriptor;
}

/** Loads an archive of `docker save` or an OCI layout, plain or compressed, as it streams by: nothing of it is held in memory or in files. */
export async function loadImages(
  context: LoadContext,
  source: AsyncIterable<Uint8Array>,
  { platform = [], allPlatforms = false, unpack = true }: LoadOptions = {},
): Promise<Image[]> {
  const { engine, emit, signal, settings } = context;
  const platforms = allPlatforms ? "all" : parsePlatforms(platform);
  await using leased = await leasedEngine(engine, "load");
  const content = await storeArchive(
    leased.engine,
    decompressed(cancellable(source, signal), settings.programDirs),
    signal,
  );
  const stored = await storedImages(leased, content, signal);
  requireNames(stored);
  const images: Image[] = [];
  for (const { names, target } of stored) {
    // An image without a name gets nerdctl's for it.
    const [name, ...others] = names.length > 0 ? names : [`${engine.snapshotter}@${target.digest}`];
    const first = await tieImage({ leased, emit, signal, name: name!, platforms, unpack }, target);
    for (const each of [name!, ...others])
      images.push(await imageOf(context, await recordImage(leased.engine, { name: each, target }, signal), first));
  }
  return images;
}

/** Before any of them is recorded: an archive names its own images, not those that a digest names, and not without end. */
function requireNames(stored: readonly Loaded[]): void {
  const count = stored.reduce((sum, { names }) => sum + names.length, 0);
  if (count > mostNames)
    throw new NerdError("ARCHIVE_INVALID", `the archive gives ${count} names to ${stored.length} images`);
  for (const { names, target } of stored) {
    for (const name of names) {
      if (name.includes("@")) requireOwnDigest(name, target);
      else newName(name);
    }
  }
}

/** `load -i FILE`. */
export async function loadImageFile(context: LoadContext, file: string, options: LoadOptions = {}): Promise<Image[]> {
  return await loadImages(context, await openArchive(context, file), options);
}

/** The bytes of a file that a user names. */
export async function openArchive({ cwd }: Pick<Context, "cwd">, file: string): Promise<AsyncIterable<Uint8Array>> {
  const path = resolve(cwd, file);
  const handle = await open(path).catch((cause) => {
    const hint = errno(cause) === "ENOENT" ? { hint: "there is no such file" } : {};
    throw new NerdError("INVALID_VALUE", `cannot read the archive ${file}`, { cause, exitCode: 1, ...hint });
  });
  if ((await handle.stat()).isDirectory()) {
    await handle.close();
    const hint = `send it as one: tar -c -C ${file} . | nerdsh …`;
    throw new NerdError("INVALID_VALUE", `a directory, not an archive: ${file}`, { hint, exitCode: 1 });
  }
  return createReadStream(path, { fd: handle, highWaterMark: 512 * 1024 });
}

async function storedImages(leased: LeasedEngine, content: ArchiveContent, signal: AbortSignal): Promise<Loaded[]> {
  const { tables } = content;
  const [index, manifest] = [tables.get("index.json"), tables.get("manifest.json")];
  if (index !== undefined) return ociArchiveImages(index);
  if (manifest === undefined && !tables.has("repositories")) {
    throw new NerdError("ARCHIVE_INVALID", "neither index.json nor manifest.json is in the archive", {
      hint: "load reads docker save archives and OCI layouts; a root file system is imported: nerdsh import",
    });
  }
  const found =
    manifest === undefined
      ? await legacyArchiveImages(leased.engine, content, signal)
      : dockerArchiveImages(manifest, content);
  const images: Loaded[] = [];
  for (const { names, manifest: document } of found) {
    const blob = jsonBlob(document.mediaType, document);
    await storeBlob(leased.engine, blob, signal);
    images.push({ names: names.map(normalName), target: blob.descriptor });
  }
  return images;
}
