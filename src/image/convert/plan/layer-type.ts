import { mediaTypes } from "../../../registry/descriptor.ts";
import type { LayerCompression } from "../formats/layer-format.ts";

/** What OCI calls what Docker's media types name (image spec, "Compatibility Matrix"). */
const ociNames: Readonly<Record<string, string>> = {
  [mediaTypes.dockerIndex]: mediaTypes.ociIndex,
  [mediaTypes.dockerManifest]: mediaTypes.ociManifest,
  [mediaTypes.dockerConfig]: mediaTypes.ociConfig,
  [mediaTypes.dockerLayer]: mediaTypes.ociLayer,
  "application/vnd.docker.image.rootfs.foreign.diff.tar": "application/vnd.oci.image.layer.nondistributable.v1.tar",
};

const compressionSuffix = /[.+](gzip|zstd)$/;

/** The same thing's media type in OCI's words; what has none stays. */
export function ociType(mediaType: string): string {
  const compression = compressionSuffix.exec(mediaType)?.[1];
  const name = ociNames[mediaType.replace(compressionSuffix, "")];
  return name === undefined ? mediaType : `${name}${compression ? `+${compression}` : ""}`;
}

/** The media type of a layer that is compressed otherwise from now on. */
export function layerType(mediaType: string, compression: LayerCompression): string {
  const plain = mediaType.replace(compressionSuffix, "");
  if (compression === "none") return plain;
  return `${plain}${plain.startsWith("application/vnd.docker.") ? "." : "+"}${compression}`;
}
