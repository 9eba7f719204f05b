import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { type Descriptor, isIndexType, isManifestType } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { requirePlatforms } from "../asked-platform.ts";
import { isObject, parseJsonObject } from "../document/json-object.ts";
import { type ImageIndex, parseManifest } from "../document/manifest.ts";
import { isStored, manifestFor, readBytes } from "../image-content.ts";
import { formatPlatform, type Platform } from "../platform.ts";
import type { PushNode } from "./push-plan.ts";

/** Of an image of several platforms: all of them, those whose content is here, or some. */
export type PushPlatforms = "all" | "here" | readonly Platform[];

interface Reading {
  readonly engine: Engine;
  /** The image as errors shall name it. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** No index of indexes goes deeper, but for one that wants to keep us busy. */
const deepest = 4;

/**
 * What a record points at, down to the manifests. Of an index from which something is left out, a smaller one is made. Throws
 * IMAGE_NOT_PRESENT where what was asked for is not here, and UNSUPPORTED where there is no such platform.
 */
export async function readPushTree(reading: Reading, target: Descriptor, platforms: PushPlatforms): Promise<PushNode> {
  const { engine, name, signal } = reading;
  if (platforms !== "all" && platforms !== "here") await requirePlatforms(reading, target, platforms);
  const bytes = await readBytes(engine, target, signal);
  const document = parseManifest(bytes, target.mediaType, name);
  if (document.kind === "manifest" || platforms === "all") return await readNode(reading, target, 0);
  const kept = await chosen(reading, document, platforms);
  const node = await readIndex(reading, { descriptor: target, bytes, index: { ...document, manifests: kept } }, 0);
  return kept.length === document.manifests.length ? node : reduced(node, document, kept);
}

async function chosen(
  { engine, name, signal }: Reading,
  index: ImageIndex,
  platforms: "here" | readonly Platform[],
): Promise<Descriptor[]> {
  if (platforms !== "here") {
    const wanted = new Set(platforms.map((platform) => manifestFor(index, platform, name).digest));
    return index.manifests.filter(({ digest }) => wanted.has(digest));
  }
  const stored = await Promise.all(index.manifests.map(async (child) => await isStored(engine, child, signal)));
  const here = index.manifests.filter((_, at) => stored[at]);
  if (here.length > 0) return here;
  throw new NerdError("IMAGE_NOT_PRESENT", `no platform of the image is here: ${name}`, {
    hint: `nerdsh pull ${name}`,
  });
}

async function readNode(reading: Reading, descriptor: Descriptor, depth: number): Promise<PushNode> {
  if (depth > deepest) throw new NerdError("IMAGE_INVALID", `indexes in indexes, too many of them: ${reading.name}`);
  const bytes = await presentBytes(reading, descriptor);
  const document = parseManifest(bytes, descriptor.mediaType, descriptor.digest);
  if (document.kind === "index") return await readIndex(reading, { descriptor, bytes, index: document }, depth);
  return { descriptor, bytes, blobs: [document.config, ...document.layers], children: [] };
}

async function readIndex(
  reading: Reading,
  { descriptor, bytes, index }: { descriptor: Descriptor; bytes: Uint8Array; index: ImageIndex },
  depth: number,
): Promise<PushNode> {
  const isNode = ({ mediaType }: Descriptor) => isIndexType(mediaType) || isManifestType(mediaType);
  const children = await Promise.all(
    index.manifests.filter(isNode).map(async (child) => await readNode(reading, child, depth + 1)),
  );
  return { descriptor, bytes, blobs: index.manifests.filter((child) => !isNode(child)), children };
}

async function presentBytes({ engine, name, signal }: Reading, descriptor: Descriptor): Promise<Uint8Array> {
  try {
    return await readBytes(engine, descriptor, signal);
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    const { platform, digest } = descriptor;
    const what = platform === undefined || platform.os === "unknown" ? digest : formatPlatform(platform);
    throw new NerdError("IMAGE_NOT_PRESENT", `${what} of the image is not here: ${name}`, {
      hint: `pull it, or choose what is here with --platform: nerdsh pull --all-platforms ${name}`,
      cause: error,
    });
  }
}

/** The same index with some of its manifests, and every other word of it as it was. */
function reduced(node: PushNode, index: ImageIndex, kept: readonly Descriptor[]): PushNode {
  const document = parseJsonObject(node.bytes, node.descriptor.digest);
  const digests = new Set(kept.map(({ digest }) => digest));
  const manifests = (document["manifests"] as unknown[]) // parseManifest has seen that it is a list of descriptors.
    .filter((child) => isObject(child) && digests.has(String(child["digest"])));
  const bytes = Buffer.from(JSON.stringify({ ...document, manifests }));
  return { ...node, bytes, descriptor: { mediaType: index.mediaType, digest: digestOf(bytes), size: bytes.length } };
}
