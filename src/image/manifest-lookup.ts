import { NerdError } from "../errors.ts";
import { type Descriptor, isIndexType, isManifestType } from "../registry/descriptor.ts";
import type { ImageIndex, ImageManifest } from "./document/manifest.ts";
import { formatPlatform, type Platform, suitable } from "./platform.ts";

/** A manifest, and what names it. */
export interface FoundManifest {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

/** Reads a document from wherever it is. */
export type ReadDocument = (descriptor: Descriptor) => Promise<ImageManifest | ImageIndex>;

/** No index of indexes goes deeper, but for one that wants to keep us busy. */
const deepest = 4;
/** And none has more that have to be looked into. */
const mostIndexes = 16;
const mostManifests = 512;

/** The manifest below `top` that suits best, through indexes in indexes. Throws UNSUPPORTED, with the platforms that there are. */
export async function findManifest(
  read: ReadDocument,
  top: Descriptor,
  platform: Platform,
  what: string,
): Promise<FoundManifest> {
  const seen: Descriptor[] = [];
  let indexes = 0;
  const search = async (descriptor: Descriptor, depth: number): Promise<FoundManifest | undefined> => {
    const document = await read(descriptor);
    if (document.kind === "manifest") return { descriptor, manifest: document };
    if (depth > deepest || ++indexes > mostIndexes) throw tooMany(what);
    seen.push(...document.manifests);
    for (const child of suitable(document.manifests, platform).filter(isDocument)) {
      const found = await search(child, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = await search(top, 0);
  if (found !== undefined) return found;
  throw noSuchPlatform(seen, platform, what);
}

/** Everything below `top`: its manifests, attestations too, and what an index names besides. */
export async function everyManifest(
  read: ReadDocument,
  top: Descriptor,
  what: string,
): Promise<{ readonly manifests: readonly FoundManifest[]; readonly blobs: readonly Descriptor[] }> {
  const manifests = new Map<string, FoundManifest>();
  const blobs: Descriptor[] = [];
  let indexes = 0;
  const walk = async (descriptor: Descriptor, depth: number): Promise<void> => {
    const document = await read(descriptor);
    if (document.kind === "manifest") {
      manifests.set(descriptor.digest, { descriptor, manifest: document });
      return;
    }
    if (depth > deepest || ++indexes > mostIndexes || document.manifests.length > mostManifests) throw tooMany(what);
    for (const child of document.manifests) {
      if (isDocument(child)) await walk(child, depth + 1);
      else blobs.push(child);
    }
  };
  await walk(top, 0);
  return { manifests: [...manifests.values()], blobs };
}

export function noSuchPlatform(manifests: readonly Descriptor[], platform: Platform, what: string): NerdError {
  const offered = manifests.flatMap(({ platform }) =>
    platform && platform.os !== "unknown" ? [formatPlatform(platform)] : [],
  );
  return new NerdError("UNSUPPORTED", `no ${formatPlatform(platform)} in the image ${what}`, {
    hint: `it has ${offered.join(", ") || "no platform at all"}`,
    suggestions: offered,
  });
}

function isDocument({ mediaType }: Descriptor): boolean {
  return isIndexType(mediaType) || isManifestType(mediaType);
}

function tooMany(what: string): NerdError {
  return new NerdError("IMAGE_INVALID", `indexes in indexes, too many of them: ${what}`);
}
