import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { isDigest } from "../../registry/digest.ts";

export const resultTypes = {
  artifact: "application/vnd.nerdsh.task-result.v1",
  config: "application/vnd.nerdsh.task-result.config.v1+json",
  layer: "application/vnd.nerdsh.task-result.files.v1+gzip",
} as const;

/** The two blobs of a manifest (image spec, "Guidelines for Artifact Usage") that is a result of a task; undefined of any other. */
export function parseArtifact(bytes: Uint8Array): { config: Descriptor; layer: Descriptor } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const { mediaType, artifactType, config, layers } = (value ?? {}) as Record<string, unknown>; // Each is looked at.
  if (mediaType !== mediaTypes.ociManifest || artifactType !== resultTypes.artifact) return undefined;
  const [layer] = Array.isArray(layers) && layers.length === 1 ? layers : [];
  return isBlob(config, resultTypes.config) && isBlob(layer, resultTypes.layer) ? { config, layer } : undefined;
}

/** Of a blob that the registry itself has: one with `urls` could have us ask any server for it. */
function isBlob(value: unknown, mediaType: string): value is Descriptor {
  const { digest, size, urls, ...found } = (value ?? {}) as Partial<Descriptor>; // Each is looked at.
  if (found.mediaType !== mediaType || urls !== undefined) return false;
  return typeof digest === "string" && isDigest(digest) && Number.isSafeInteger(size) && (size ?? -1) >= 0;
}
