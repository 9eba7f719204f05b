import { NerdError } from "../../errors.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { isObject, parseJson } from "../document/json-object.ts";
import type { ArchiveContent } from "./archive-content.ts";
import type { StoredFile } from "./archive-store.ts";

/** One image of a `docker save` archive: its parts are in the store, its manifest is still to be written. */
export interface DockerArchiveImage {
  readonly names: readonly string[];
  readonly manifest: {
    readonly schemaVersion: 2;
    readonly mediaType: string;
    readonly config: Descriptor;
    readonly layers: readonly Descriptor[];
  };
}

/** What lists more wants to keep us busy: a layer that is there once may be named millions of times. */
const mostImages = 1_000;
const mostLayers = 20_000;

/** The images that `manifest.json` lists (docker save, version 1.2). Throws ARCHIVE_INVALID where it names files that are not there. */
export function dockerArchiveImages(table: Uint8Array, content: ArchiveContent): DockerArchiveImage[] {
  const items = parseJson(table, "manifest.json");
  if (!Array.isArray(items)) throw new NerdError("ARCHIVE_INVALID", "manifest.json is no list");
  const layerCount = items.reduce((count, item) => count + (Array.isArray(item?.Layers) ? item.Layers.length : 0), 0);
  if (items.length > mostImages || layerCount > mostLayers)
    throw new NerdError("ARCHIVE_INVALID", `manifest.json lists ${items.length} images and ${layerCount} layers`);
  return items.map((item: unknown) => {
    const { Config: config, RepoTags: names, Layers: layers } = isObject(item) ? item : {};
    return {
      names: textsOf(names),
      manifest: {
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config: descriptorOf(content, config, () => mediaTypes.dockerConfig),
        layers: (Array.isArray(layers) ? layers : []).map((path) => descriptorOf(content, path, layerType)),
      },
    };
  });
}

function descriptorOf(content: ArchiveContent, path: unknown, mediaType: (file: StoredFile) => string): Descriptor {
  const file = typeof path === "string" ? content.file(path) : undefined;
  if (file === undefined)
    throw new NerdError("ARCHIVE_INVALID", `manifest.json names a file that is not in the archive: ${path}`);
  return { mediaType: mediaType(file), digest: file.digest, size: file.size };
}

function layerType({ compression }: StoredFile): string {
  if (compression === "zstd") return `${mediaTypes.ociLayer}+zstd`;
  return compression === "gzip" ? `${mediaTypes.dockerLayer}.gzip` : mediaTypes.dockerLayer;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
