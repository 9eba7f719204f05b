import { createPublicKey, type KeyObject } from "node:crypto";
import type { Descriptor } from "../../registry/descriptor.ts";
import { uploadBlob } from "../../registry/push/blob-upload.ts";
import { uploadManifest } from "../../registry/push/manifest-upload.ts";
import { isSignedBy, signature, signedPayload } from "./signature.ts";
import { signatureImage, signatureLayer, signatureLayers, signatureTag } from "./signature-image.ts";
import { fetchSignatures, type SignedImage } from "./signatures.ts";

/** Adds a signature by the key to those that an image has at its registry, unless it has one already. The tag of signatures comes last. */
export async function signImage(image: SignedImage, key: KeyObject): Promise<void> {
  const { registry, reference, digest, signal } = image;
  const { domain, path: repository } = reference;
  const payload = signedPayload(`${domain}/${repository}`, digest);
  const signed = signatureLayer(payload, signature(payload, key));
  const before = await fetchSignatures(image);
  // Elliptic signatures differ each time, and a push that is repeated would add one more.
  const own = createPublicKey(key);
  const isSame = ({ descriptor, signature }: ReturnType<typeof signatureLayers>[number]) =>
    descriptor.digest === signed.digest && isSignedBy(own, payload, signature);
  if (signatureLayers(before).some(isSame)) return;
  const { config, manifest } = signatureImage([...before, signed]);
  await upload(image, signed, payload);
  await upload(image, config.descriptor, await bytesOf(config));
  const { descriptor } = manifest;
  const bytes = await bytesOf(manifest);
  const what = `the signatures of ${reference.name}`;
  await uploadManifest(registry, {
    ...{
      repository,
      version: signatureTag(digest),
      mediaType: descriptor.mediaType,
      digest: descriptor.digest,
      bytes,
      what,
      signal,
    },
  });
}

async function upload(
  { registry, reference, signal }: SignedImage,
  descriptor: Descriptor,
  bytes: Uint8Array,
): Promise<void> {
  async function* open(offset: number, size: number) {
    yield bytes.subarray(offset, offset + size);
  }
  await uploadBlob(registry, { repository: reference.path, descriptor, open, signal });
}

async function bytesOf({ bytes }: ReturnType<typeof signatureImage>["config"]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
