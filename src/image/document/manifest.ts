import { NerdError } from "../../errors.ts";
import { type Descriptor, isConfigType, isIndexType, isManifestType, mediaTypes } from "../../registry/descriptor.ts";
import { isDigest } from "../../registry/digest.ts";
import { isObject, parseJsonObject } from "./json-object.ts";

/** What runs on one platform: a config and its layers, lowest first. */
export interface ImageManifest {
  readonly kind: "manifest";
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly artifactType: string | undefined;
}

/** One image for several platforms. */
export interface ImageIndex {
  readonly kind: "index";
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
}

/** What it is where it is no image that containers run from, but a signature, a chart, anything; its config tells (image spec, "Artifacts"). */
export function artefactKind({ config: { mediaType }, artifactType }: ImageManifest): string | undefined {
  // Builders of long ago did not know the config's type.
  return isConfigType(mediaType) || mediaType === "application/octet-stream" ? undefined : (artifactType ?? mediaType);
}

/** No builder makes more; what has more wants to keep us busy. */
const mostChildren = 4_096;

/**
 * Reads an OCI or Docker schema 2 manifest or index. `claimedType` is what the descriptor or the registry says it is; the
 * document's own word, where it has one, must agree (the attack is known as "manifest confusion").
 */
export function parseManifest(bytes: Uint8Array, claimedType: string, what: string): ImageManifest | ImageIndex {
  const document = parseJsonObject(bytes, what);
  const ownType = typeof document["mediaType"] === "string" ? document["mediaType"] : undefined;
  if (document["schemaVersion"] === 1)
    throw unsupported(what, "Docker schema 1 manifests are long dead: push the image again");
  if ("manifests" in document && ("layers" in document || "config" in document)) {
    throw new NerdError("IMAGE_INVALID", `both a manifest and an index: ${what}`);
  }
  const mediaType = ownType ?? typeOf(claimedType, document);
  if (isIndexType(mediaType)) return { kind: "index", mediaType, manifests: descriptors(document["manifests"], what) };
  if (!isManifestType(mediaType)) throw unsupported(what, `its media type is ${mediaType}`);
  const artifactType = typeof document["artifactType"] === "string" ? document["artifactType"] : undefined;
  const [config] = descriptors([document["config"]], what);
  return { kind: "manifest", mediaType, config: config!, layers: descriptors(document["layers"], what), artifactType };
}

function typeOf(claimedType: string, document: Record<string, unknown>): string {
  if (isIndexType(claimedType) || isManifestType(claimedType)) return claimedType;
  return "manifests" in document ? mediaTypes.ociIndex : mediaTypes.ociManifest;
}

function descriptors(value: unknown, what: string): Descriptor[] {
  if (!Array.isArray(value)) throw new NerdError("IMAGE_INVALID", `neither manifests nor layers are listed: ${what}`);
  if (value.length > mostChildren)
    throw new NerdError("IMAGE_INVALID", `${value.length} descriptors are too many: ${what}`);
  return value.map((item) => descriptor(item, what));
}

/** A descriptor of known shape; throws IMAGE_INVALID for a digest that is none or a size that cannot be. */
function descriptor(value: unknown, what: string): Descriptor {
  if (!isObject(value)) throw new NerdError("IMAGE_INVALID", `a descriptor is no object: ${what}`);
  const { mediaType, digest, size, annotations, urls, artifactType, platform } = value;
  if (typeof mediaType !== "string" || typeof digest !== "string" || !isDigest(digest)) {
    throw new NerdError("IMAGE_INVALID", `a descriptor without media type or digest: ${what}`);
  }
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    throw new NerdError("IMAGE_INVALID", `the size of ${digest} is no byte count: ${what}`);
  }
  return {
    mediaType,
    digest,
    size,
    ...(isObject(annotations) && { annotations: textEntries(annotations) }),
    ...(Array.isArray(urls) && { urls: urls.filter((url) => typeof url === "string") }),
    ...(typeof artifactType === "string" && { artifactType }),
    ...(isObject(platform) && { platform: platformOf(platform) }),
  };
}

function platformOf(value: Record<string, unknown>): NonNullable<Descriptor["platform"]> {
  const { os, architecture, variant } = textEntries(value);
  const version = textEntries(value)["os.version"];
  return {
    architecture: architecture ?? "",
    os: os ?? "",
    ...(variant !== undefined && { variant }),
    ...(version !== undefined && { "os.version": version }),
  };
}

function textEntries(value: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function unsupported(what: string, reason: string): NerdError {
  return new NerdError("UNSUPPORTED", `not an image that containers run from: ${what}`, { hint: reason });
}
