import { isNerdError, NerdError } from "../../errors.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import type { Registry } from "../../registry/registry.ts";
import { parseManifest } from "../document/manifest.ts";
import type { Reference } from "../reference.ts";
import { signatureTag } from "./signature-image.ts";

/** An image at its registry. */
export interface SignedImage {
  readonly registry: Registry;
  readonly reference: Reference;
  /** Of what its tag points at, an index or a manifest. */
  readonly digest: string;
  readonly signal: AbortSignal;
}

/** A payload has some hundred bytes; what claims more is not fetched. */
const longestPayloadBytes = 64 * 1024;
/** And whoever signs more often wants to keep us busy. */
const mostSignatures = 256;

/** The layers of an image's signatures, in the order that they were made; none where nobody has signed it. */
export async function fetchSignatures(image: SignedImage): Promise<readonly Descriptor[]> {
  const { registry, reference, digest, signal } = image;
  const version = signatureTag(digest);
  const what = `the signatures of ${reference.name}`;
  try {
    const { bytes, descriptor } = await registry.manifest({ repository: reference.path, version, what }, signal);
    const document = parseManifest(bytes, descriptor.mediaType, what);
    if (document.kind === "manifest" && document.layers.length <= mostSignatures) return document.layers;
  } catch (error) {
    if (isNerdError(error, "UNKNOWN_IMAGE")) return [];
    throw error;
  }
  throw new NerdError("SIGNATURE_INVALID", `no image of signatures, or one of too many: ${what}`);
}

/** What a signature is of; undefined where it is too long to be that. */
export async function fetchPayload(
  { registry, reference, signal }: SignedImage,
  { mediaType, digest, size }: Descriptor,
): Promise<Uint8Array | undefined> {
  if (size > longestPayloadBytes) return undefined;
  const blob = { repository: reference.path, descriptor: { mediaType, digest, size }, signal };
  const chunks: Uint8Array[] = [];
  for await (const chunk of downloadBlob(registry, blob)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
