import { posix, resolve } from "node:path";
import type { Context } from "../../context.ts";
import { blobBytes } from "../../engine/content-files.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { writeOutputFile } from "../../store/output-file.ts";
import { targetOf } from "../image.ts";
import { isStored, readManifest } from "../image-content.ts";
import { isOwnDigest } from "../image-record.ts";
import { findRecords } from "../lookup.ts";
import { choosePlatform, hostPlatform, parsePlatforms } from "../platform.ts";
import type { PushNode } from "../push/push-plan.ts";
import { type PushPlatforms, readPushTree } from "../push/push-tree.ts";
import { type ArchivePlan, archivePlan, blobPath, type SavedImage } from "./saved-images.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar-writer.ts";

export interface SaveOptions {
  /** `linux/arm64`, or several; without one, the host's, or where that is not here, what is. */
  readonly platform?: string | readonly string[] | undefined;
  /** All that are here. */
  readonly allPlatforms?: boolean | undefined;
}

export type SaveContext = Pick<Context, "engine" | "signal">;

/**
 * One archive of images, by name or ID, which `docker load`, `ctr images import` and readers of OCI layouts accept. The same images give
 * the same bytes. Throws UNKNOWN_IMAGE, and IMAGE_NOT_PRESENT where a part of one is not here, before the first byte.
 */
export async function saveImages(
  context: SaveContext,
  queries: readonly string[],
  options: SaveOptions = {},
): Promise<AsyncIterable<Uint8Array>> {
  const images: SavedImage[] = [];
  for (const query of queries) images.push(await savedImage(context, query, options));
  const plan = archivePlan(images);
  await requireBlobs(context, plan);
  return archiveBytes(context, plan);
}

/** `save -o FILE`: the file is there only once it is whole. */
export async function saveToFile(
  context: SaveContext & Pick<Context, "cwd">,
  file: string,
  queries: readonly string[],
  options: SaveOptions = {},
): Promise<void> {
  await writeOutputFile(resolve(context.cwd, file), await saveImages(context, queries, options));
}

/** An image asked for by its ID is saved without its names, as in Docker. */
async function savedImage(context: SaveContext, query: string, options: SaveOptions): Promise<SavedImage> {
  const { engine, signal } = context;
  const { by, records } = await findRecords(context, query);
  const [record] = records;
  const platforms = parsePlatforms(options.platform ?? []);
  const target = targetOf(record);
  const chosen = platforms.length > 0 ? platforms : await platformsOf(context, target, options);
  const node = await readPushTree({ engine, name: query, signal }, target, chosen);
  const saved = onlyManifest(node, target);
  // One platform of an index has not the digest of the index.
  const isNamed = by === "name" && isOwnDigest(record.name, saved.descriptor.digest);
  return { name: isNamed ? record.name : undefined, node: saved };
}

async function platformsOf(
  { engine, signal }: SaveContext,
  target: Descriptor,
  { allPlatforms = false }: SaveOptions,
): Promise<PushPlatforms> {
  const top = await readManifest(engine, target, signal);
  if (allPlatforms || top.kind === "manifest") return "here";
  const stored = await Promise.all(top.manifests.map(async (child) => await isStored(engine, child, signal)));
  const best = choosePlatform(
    top.manifests.filter((_, at) => stored[at]),
    hostPlatform(),
  );
  return best?.platform === undefined ? "here" : [best.platform];
}

/** One manifest of several is saved without the index: an index that names what is not in the archive is none that others read. */
function onlyManifest(node: PushNode, target: Descriptor): PushNode {
  const [only, ...others] = node.children;
  const isWhole = node.descriptor.digest === target.digest;
  return only === undefined || others.length > 0 || isWhole ? node : only;
}

async function requireBlobs({ engine, signal }: SaveContext, { blobs }: ArchivePlan): Promise<void> {
  for (const { digest, size } of blobs) {
    const info = await engine.content.info(digest, { signal }).catch((error) => {
      throw isNerdError(error, "NOT_FOUND") ? notHere(digest, error) : error;
    });
    if (Number(info.size) !== size)
      throw new NerdError("IMAGE_INVALID", `${digest} has ${info.size} bytes, its manifest says ${size}`);
  }
}

function notHere(digest: string, cause: unknown): NerdError {
  return new NerdError("IMAGE_NOT_PRESENT", `a part of the image is not here: ${digest}`, {
    hint: "nerdsh pull --unpack=false brings what a snapshotter mounts without keeping it",
    cause,
  });
}

async function* archiveBytes({ engine, signal }: SaveContext, plan: ArchivePlan): AsyncGenerator<Uint8Array> {
  const algorithms = new Set(
    [...plan.documents.keys(), ...plan.blobs.map(({ digest }) => blobPath(digest))].map(directory),
  );
  for (const name of ["blobs/", ...[...algorithms].filter((name) => name !== "./").sort()])
    yield tarHeader({ name, type: "directory", mode: 0o755 });
  for (const [name, bytes] of plan.documents) {
    yield tarHeader({ name, type: "file", mode: 0o644, size: bytes.length });
    yield bytes;
    yield tarPadding(bytes.length);
  }
  for (const { digest, size } of plan.blobs) {
    yield tarHeader({ name: blobPath(digest), type: "file", mode: 0o644, size });
    yield* blobBytes(engine, digest, { signal });
    yield tarPadding(size);
  }
  yield tarEnd;
}

function directory(path: string): string {
  return `${posix.dirname(path)}/`;
}
