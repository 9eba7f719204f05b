import type { Descriptor } from "../../../registry/descriptor.ts";
import { isObject } from "../../document/json-object.ts";
import type { LayerFacts } from "../formats/layer-format.ts";

type Json = Readonly<Record<string, unknown>>;

/** What is said of a layer by the format that it had: of another one it would be false. */
const ofTheFormat = [
  "containerd.io/snapshot/stargz/",
  "io.containers.estargz.",
  "io.containers.zstd-chunked.",
  "io.github.containers.zstd-chunked.",
  "org.opencontainers.image.enc.",
];

/** A manifest whose config and layers are others; all else that it says stays. */
export function convertedManifest(
  document: Json,
  { mediaType, config, layers }: { mediaType: string; config: Descriptor; layers: readonly Descriptor[] },
): Json {
  const { digest, size } = config;
  const old = isObject(document["config"]) ? document["config"] : {};
  return { ...document, mediaType, config: { ...old, mediaType: config.mediaType, digest, size }, layers };
}

/** A config whose layers have other diffIDs. */
export function convertedConfig(document: Json, diffIds: readonly string[]): Json {
  const rootfs = isObject(document["rootfs"]) ? document["rootfs"] : {};
  return { ...document, rootfs: { ...rootfs, type: "layers", diff_ids: diffIds } };
}

/** An index of those manifests that were converted, each where its original was; attestations follow theirs. */
export function convertedIndex(
  document: Json,
  manifests: readonly { readonly from: Descriptor; readonly to: Descriptor }[],
): Json {
  const converted = new Map(manifests.map(({ from, to }) => [from.digest, to.digest]));
  const children = manifests.map(({ from, to }) => {
    const { mediaType, digest, size } = to;
    const subject = converted.get(from.annotations?.[subjectKey] ?? "");
    const annotations = subject === undefined ? from.annotations : { ...from.annotations, [subjectKey]: subject };
    return { ...from, mediaType, digest, size, ...(annotations && { annotations }) };
  });
  return { ...document, manifests: children };
}

/** Which image an attestation is of (BuildKit, attestation storage). */
const subjectKey = "vnd.docker.reference.digest";

/** A layer's descriptor with what its new format says of it. */
export function convertedLayer(
  layer: Descriptor,
  { mediaType, digest, size }: Pick<Descriptor, "mediaType" | "digest" | "size">,
  facts?: Pick<LayerFacts, "annotations">,
): Descriptor {
  if (facts === undefined) return { ...layer, mediaType, digest, size };
  const kept = Object.entries(layer.annotations ?? {}).filter(
    ([key]) => !ofTheFormat.some((start) => key.startsWith(start)),
  );
  const annotations = { ...Object.fromEntries(kept), ...facts.annotations };
  return { mediaType, digest, size, ...(Object.keys(annotations).length > 0 && { annotations }) };
}

/** The image that has the tables of contents of another one's layers, one for each. */
export function tocManifest(
  mediaTypes: { readonly manifest: string; readonly layer: string },
  config: Descriptor,
  tables: readonly { readonly layer: string; readonly digest: string; readonly size: number }[],
): { document: Json; layers: Descriptor[] } {
  const layers = tables
    .map(({ layer, digest, size }) => ({
      mediaType: mediaTypes.layer,
      digest,
      size,
      annotations: { "containerd.io/snapshot/stargz/layer.digest": layer },
    }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1));
  return { document: { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers }, layers };
}
