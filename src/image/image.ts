import type { Context } from "../context.ts";
import type { ImagesImage } from "../engine/protocol.ts";
import { isNerdError, NerdError } from "../errors.ts";
import type { Descriptor } from "../registry/descriptor.ts";
import type { ImageConfig } from "./document/image-config.ts";
import { chainIds } from "./document/image-document.ts";
import { artefactKind } from "./document/manifest.ts";
import { type ImageContent, readImageContent } from "./image-content.ts";
import { isOwnDigest } from "./image-record.ts";
import { hostPlatform, type Platform, platformRank } from "./platform.ts";
import { familiarName } from "./reference.ts";

/** An image as it is in the engine, on one platform. */
export interface Image {
  /** Of the record: `docker.io/library/nginx:latest`. */
  readonly name: string;
  /** As users write it: `nginx:latest`. */
  readonly reference: string;
  /** Of what the record points at, an index or a manifest. */
  readonly digest: string;
  readonly manifestDigest: string;
  /** Docker's image ID. */
  readonly configDigest: string;
  readonly config: ImageConfig;
  /** Of the top layer's snapshot, the parent of containers; empty where there are no layers. */
  readonly chainId: string;
  readonly diffIds: readonly string[];
  readonly layers: readonly Descriptor[];
  /** Bytes of config and layers as a registry stores them. */
  readonly size: number;
  readonly platform: Platform;
  /** What it says that it is, where it is no image that containers run from. */
  readonly artefact?: string;
  /** When it was built, RFC 3339; reproducible images do not say it. */
  readonly createdAt: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export type ImageContext = Pick<Context, "engine" | "signal">;

/**
 * The image of a full name, by one call and, the first time, by reading its manifest and config; undefined where the name, or its content
 * for the platform, is not here. Without a platform it is the host's, and an image of another one alone is taken as it is.
 */
export async function localImage(context: ImageContext, name: string, platform?: Platform): Promise<Image | undefined> {
  const record = await recordNamed(context, name);
  return record && (await recordedImage(context, record, platform));
}

/** The record of a full name, by one call; undefined where there is none, and where its digest is not that of what the record points at. */
export async function recordNamed({ engine, signal }: ImageContext, name: string): Promise<ImagesImage | undefined> {
  try {
    const record = await engine.images.get(name, { signal });
    return isOwnDigest(name, record.target?.digest) ? record : undefined;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}

/** As `localImage`, of a record that the caller has. */
export async function recordedImage(
  context: ImageContext,
  record: ImagesImage,
  platform?: Platform,
): Promise<Image | undefined> {
  try {
    const image = await imageOf(context, record, platform ?? hostPlatform());
    return platform === undefined || platformRank(image.platform, platform) >= 0 ? image : undefined;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}

/** The image that a record names; NOT_FOUND where its content is not here for the platform. */
export async function imageOf(
  { engine, signal }: ImageContext,
  record: ImagesImage,
  platform: Platform,
): Promise<Image> {
  return toImage(record, await readImageContent(engine, targetOf(record), platform, signal));
}

export function targetOf({ name, target }: ImagesImage): Descriptor {
  if (target === undefined) throw new NerdError("ENGINE_FAILED", `an image record without a target: ${name}`);
  return target;
}

function toImage(record: ImagesImage, { descriptor, manifest, document }: ImageContent): Image {
  const artefact = artefactKind(manifest);
  const layerBytes = manifest.layers.reduce((sum, { size }) => sum + size, 0);
  return {
    name: record.name,
    reference: familiarName(record.name),
    digest: targetOf(record).digest,
    manifestDigest: descriptor.digest,
    configDigest: manifest.config.digest,
    config: document.config,
    chainId: chainIds(document.diffIds).at(-1) ?? "",
    diffIds: document.diffIds,
    layers: manifest.layers,
    size: manifest.config.size + layerBytes,
    platform: document.platform,
    ...(artefact !== undefined && { artefact }),
    createdAt: document.created,
    labels: record.labels,
  };
}
