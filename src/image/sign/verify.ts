import type { KeyObject } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { isSignedBy, payloadDigest } from "./signature.ts";
import { signatureLayers } from "./signature-image.ts";
import { fetchPayload, fetchSignatures, type SignedImage } from "./signatures.ts";

/**
 * Resolves where one of the image's signatures is by the key, and of this very digest; by whom the others are does not matter. Throws
 * SIGNATURE_INVALID, and what a registry may fail with.
 */
export async function verifySignature(image: SignedImage, key: KeyObject): Promise<void> {
  const { reference, digest } = image;
  const layers = signatureLayers(await fetchSignatures(image));
  let others = 0;
  for (const { descriptor, signature } of layers) {
    const payload = await fetchPayload(image, descriptor);
    if (payload === undefined || !isSignedBy(key, payload, signature)) continue;
    if (payloadDigest(payload) === digest) return;
    others++;
  }
  const what = `${reference.name}, ${digest}`;
  if (layers.length === 0) {
    throw new NerdError("SIGNATURE_INVALID", `the image is not signed: ${what}`, {
      hint: "it is signed by nerdsh push --sign=cosign, or cosign sign",
    });
  }
  const reason = others > 0 ? "the key has signed another image" : "none is by the key";
  throw new NerdError("SIGNATURE_INVALID", `of ${layers.length} signatures, ${reason}: ${what}`, {
    hint: "somebody else may have pushed the image, or it was signed with another key",
  });
}
