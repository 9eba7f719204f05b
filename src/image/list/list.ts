import type { ImagesImage } from "../../engine/protocol.ts";
import { isNerdError } from "../../errors.ts";
import { type Descriptor, isIndexType } from "../../registry/descriptor.ts";
import { type ImageContext, targetOf } from "../image.ts";
import { type ImageContent, readImageContent, readManifest } from "../image-content.ts";
import { hostPlatform, type Platform } from "../platform.ts";
import { repositoryAndTag } from "../reference.ts";
import { DiskUsage } from "./disk-usage.ts";

/** A line of `images`: one name on one platform. */
export interface ImageRow {
  readonly name: string;
  /** Short form; `<none>` where the name has none. */
  readonly repository: string;
  readonly tag: string;
  /** Of what the record points at. */
  readonly digest: string;
  /** Docker's image ID, the config's digest; undefined where the content is not here. */
  readonly configDigest: string | undefined;
  readonly platform: Platform | undefined;
  /** When the record was made, ISO. */
  readonly createdAt: string | undefined;
  /** When the image was built, as its config says. */
  readonly builtAt: string | undefined;
  /** Digests of its layers, lowest first; none where the content is not here. */
  readonly diffIds: readonly string[];
  /** Unpacked. */
  readonly sizeBytes: number;
  /** As a registry stores it. */
  readonly blobBytes: number;
  /** Of the record. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of the image itself, which its config has. */
  readonly imageLabels: Readonly<Record<string, string>>;
}

/**
 * All images of the namespace, newest record first; one with several platforms here has a row for each. Without `sizes`, which take a call for each
 * layer, `sizeBytes` is 0.
 */
export async function listImages(
  context: ImageContext,
  { sizes = true }: { readonly sizes?: boolean } = {},
): Promise<ImageRow[]> {
  const { engine, signal } = context;
  const records = await engine.images.list([], { signal });
  const isHere = await presence(context, records);
  const usage = new DiskUsage(context);
  const read = new Map<string, Promise<ImageContent[]>>();
  const rows = records.map(async (record) => {
    const target = targetOf(record);
    // Names of the same image are read once, at the same time as the others.
    const contents = read.get(target.digest) ?? contentsOf(context, target, isHere).catch(unreadable);
    read.set(target.digest, contents);
    return await rowsOf(record, await contents, async (diffIds) => (sizes ? await usage.of(diffIds) : 0));
  });
  return (await Promise.all(rows))
    .flat()
    .sort((a, b) => (b.createdAt ?? "").localeCompare(a.createdAt ?? "") || a.name.localeCompare(b.name));
}

async function rowsOf(
  record: ImagesImage,
  contents: readonly ImageContent[],
  sizeOf: (diffIds: readonly string[]) => Promise<number>,
): Promise<ImageRow[]> {
  if (contents.length === 0) return [toRow(record, undefined, 0)];
  return await Promise.all(
    contents.map(async (content) => toRow(record, content, await sizeOf(content.document.diffIds))),
  );
}

/** The image on each platform that is here; what an index lists beside, such as attestations, is none. */
async function contentsOf(
  { engine, signal }: ImageContext,
  target: Descriptor,
  isHere: (digest: string) => boolean,
): Promise<ImageContent[]> {
  const top = await readManifest(engine, target, signal);
  const manifests =
    top.kind === "manifest" ? [target] : top.manifests.filter(isImage).filter(({ digest }) => isHere(digest));
  const contents = manifests.map(async (manifest) => await readImageContent(engine, manifest, hostPlatform(), signal));
  return (await Promise.all(contents)).filter(({ manifest }) => isHere(manifest.config.digest));
}

const unreadableCodes = ["NOT_FOUND", "IMAGE_INVALID", "UNSUPPORTED"] as const;

/** An image that is broken, or no image, has a row all the same: else nobody could remove it. */
function unreadable(error: unknown): [] {
  if (unreadableCodes.some((code) => isNerdError(error, code))) return [];
  throw error;
}

function isImage({ annotations, platform }: Descriptor): boolean {
  return annotations?.["vnd.docker.reference.type"] === undefined && platform?.os !== "unknown";
}

/** Which blobs are in the store, by one call: an index names many that are not. Without an index, what a record needs is here. */
async function presence(
  { engine, signal }: ImageContext,
  records: readonly ImagesImage[],
): Promise<(digest: string) => boolean> {
  if (!records.some((record) => isIndexType(targetOf(record).mediaType))) return () => true;
  const digests = new Set((await engine.content.list([], { signal })).map(({ digest }) => digest));
  return (digest) => digests.has(digest);
}

function toRow(record: ImagesImage, content: ImageContent | undefined, sizeBytes: number): ImageRow {
  const layerBytes = content?.manifest.layers.reduce((sum, { size }) => sum + size, 0) ?? 0;
  return {
    name: record.name,
    ...repositoryAndTag(record.name),
    digest: targetOf(record).digest,
    configDigest: content?.manifest.config.digest,
    platform: content?.document.platform,
    createdAt: record.createdAt,
    builtAt: content?.document.created,
    diffIds: content?.document.diffIds ?? [],
    sizeBytes,
    blobBytes: layerBytes + (content?.manifest.config.size ?? 0),
    labels: record.labels,
    imageLabels: content?.document.config.Labels ?? {},
  };
}
