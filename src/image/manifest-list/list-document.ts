import { NerdError } from "../../errors.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import type { ListEntry } from "./list-entry.ts";

/** The index that a list becomes, byte for byte as Docker and nerdctl write it: an OCI index where one of its manifests is OCI's. */
export function listDocument(entries: readonly ListEntry[]): { descriptor: Descriptor; bytes: Uint8Array } {
  const isOci = entries.some(({ Descriptor }) => Descriptor.mediaType === mediaTypes.ociManifest);
  const mediaType = isOci ? mediaTypes.ociIndex : mediaTypes.dockerIndex;
  const manifests = entries.map(({ Ref, Descriptor: { mediaType, size, digest, platform } }) => {
    if (platform?.os && platform.architecture) return { mediaType, size, digest, platform };
    throw new NerdError(
      "INVALID_VALUE",
      `manifest ${Ref} must have an OS and Architecture to be pushed to a registry`,
      {
        hint: "nerdsh manifest annotate --os linux --arch amd64 LIST MANIFEST",
        exitCode: 1,
      },
    );
  });
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }, null, 3));
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}
