import { ociType } from "../convert/plan/layer-type.ts";

const suffix = "+encrypted";

/** Whether a layer's bytes are read by the owner of a key only (ocicrypt, "Media Types"). */
export function isEncrypted({ mediaType }: { readonly mediaType: string }): boolean {
  return mediaType.endsWith(suffix);
}

/** Docker's media types have no name for it: OCI's stand for them. */
export function encryptedType(mediaType: string): string {
  return `${ociType(mediaType)}${suffix}`;
}

export function decryptedType(mediaType: string): string {
  return mediaType.endsWith(suffix) ? mediaType.slice(0, -suffix.length) : mediaType;
}
