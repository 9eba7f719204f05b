import type { Engine } from "../engine/engine.ts";
import { isNerdError, NerdError } from "../errors.ts";
import type { Descriptor } from "../registry/descriptor.ts";
import { type ImageDocument, parseImageDocument } from "./document/image-document.ts";
import { documentLimitBytes } from "./document/json-object.ts";
import { artefactKind, type ImageIndex, type ImageManifest, parseManifest } from "./document/manifest.ts";
import { findManifest, noSuchPlatform } from "./manifest-lookup.ts";
import { choosePlatform, formatPlatform, type Platform } from "./platform.ts";

/** What an image is on one platform. */
export interface ImageContent {
  /** Names the manifest. */
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
  readonly document: ImageDocument;
}

/** Digests never change their meaning: what was read and decoded once, a process does not read again. */
const remembered = new WeakMap<Engine, Map<string, ImageContent>>();
const mostRemembered = 1_024;

/** Follows a record's target to manifest and config. Throws NOT_FOUND where a part of it is not in the store. */
export async function readImageContent(
  engine: Engine,
  target: Descriptor,
  platform: Platform,
  signal: AbortSignal,
): Promise<ImageContent> {
  const memory = remembered.get(engine) ?? new Map<string, ImageContent>();
  remembered.set(engine, memory);
  const key = `${target.digest} ${formatPlatform(platform)}`;
  const content = memory.get(key) ?? (await read(engine, target, platform, signal));
  if (memory.size >= mostRemembered) memory.delete(memory.keys().next().value ?? "");
  memory.set(key, content);
  return content;
}

async function read(
  engine: Engine,
  target: Descriptor,
  platform: Platform,
  signal: AbortSignal,
): Promise<ImageContent> {
  const readDocument = async (descriptor: Descriptor) => await readManifest(engine, descriptor, signal);
  const { descriptor, manifest } = await findManifest(readDocument, target, platform, target.digest);
  // What an artefact's config is, only those who made it know.
  const isImage = artefactKind(manifest) === undefined;
  const document = isImage
    ? await readConfig(engine, manifest.config, signal)
    : parseImageDocument(Buffer.from("{}"), "");
  return { descriptor, manifest, document };
}

export async function readConfig(engine: Engine, config: Descriptor, signal: AbortSignal): Promise<ImageDocument> {
  return parseImageDocument(await readBytes(engine, config, signal), config.digest);
}

/** The manifest of an index that suits; throws UNSUPPORTED, with the platforms that there are. */
export function manifestFor(index: ImageIndex, platform: Platform, what: string): Descriptor {
  const chosen = choosePlatform(index.manifests, platform);
  if (chosen !== undefined) return chosen;
  throw noSuchPlatform(index.manifests, platform, what);
}

export async function readManifest(
  engine: Engine,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<ImageManifest | ImageIndex> {
  return parseManifest(await readBytes(engine, descriptor, signal), descriptor.mediaType, descriptor.digest);
}

/** A small document from the store; one that claims to be large is not read. */
export async function readBytes(
  engine: Engine,
  { digest, size }: Descriptor,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (size <= documentLimitBytes) return await engine.content.bytes(digest, { signal });
  throw new NerdError("IMAGE_INVALID", `${digest} has ${size} bytes, at most ${documentLimitBytes} are read`);
}

export async function isStored(
  engine: Engine,
  { digest }: Pick<Descriptor, "digest">,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await engine.content.info(digest, { signal });
    return true;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return false;
    throw error;
  }
}
