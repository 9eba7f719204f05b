import { type Descriptor, isLayerType } from "../../registry/descriptor.ts";
import type { Labels } from "../gc-labels.ts";

/** Where layers come from, for a snapshotter that fetches what is read of them itself. */
export interface LayerOrigin {
  /** `docker.io/library/nginx:latest`. */
  readonly image: string;
  readonly manifestDigest: string;
  readonly layers: readonly Descriptor[];
  /** The SOCI index to use, where it is not to be looked for in the registry. */
  readonly sociIndexDigest?: string | undefined;
}

const prefix = "containerd.io/snapshot/";

/** containerd refuses a label that is longer, key and value together (containerd, pkg/labels). */
const longestLabel = 4096;

/**
 * What tells a remote snapshotter which layer it is asked for: containerd's own labels (pkg/snapshotters, annotations.go), read by the
 * snapshotters for eStargz, SOCI, Nydus and OverlayBD alike; SOCI's additions; and the layer's annotations under containerd's prefix, such
 * as the digest of an eStargz layer's table of contents.
 */
export function layerLabels(origin: LayerOrigin, index: number): Labels {
  const { image, manifestDigest, sociIndexDigest } = origin;
  const layer = origin.layers[index]!;
  // With the layers above, which the snapshotter may then prepare while it is asked for this one.
  const above = origin.layers.slice(index).filter(({ mediaType }) => isLayerType(mediaType));
  const digests = fitting(
    `${prefix}cri.image-layers`,
    above.map(({ digest }) => digest),
  );
  const sizes = above.slice(0, digests.length).map(({ size }) => size);
  const annotations = Object.entries(layer.annotations ?? {}).filter(([key]) => key.startsWith(prefix));
  const labels = {
    ...Object.fromEntries(annotations),
    [`${prefix}cri.image-ref`]: image,
    [`${prefix}cri.manifest-digest`]: manifestDigest,
    [`${prefix}cri.layer-digest`]: layer.digest,
    [`${prefix}cri.image-layers`]: digests.join(","),
    ...(layer.urls && { [`${prefix}remote/urls`]: fitting(`${prefix}remote/urls`, layer.urls).join(",") }),
    [`${prefix}remote/soci.size`]: String(layer.size),
    [`${prefix}remote/image.layers.size`]: sizes.join(","),
    ...(sociIndexDigest && { [`${prefix}remote/soci.index.digest`]: sociIndexDigest }),
  };
  return Object.fromEntries(Object.entries(labels).filter(([key, value]) => key.length + value.length <= longestLabel));
}

/** As many of the items, from the first, as a label holds with commas between them. */
function fitting(key: string, items: readonly string[]): string[] {
  let length = key.length;
  const end = items.findIndex((item) => {
    length += item.length + 1;
    return length - 1 > longestLabel;
  });
  return items.slice(0, end === -1 ? items.length : end);
}
