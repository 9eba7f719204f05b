import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { jsonBlob, type MadeBlob } from "../layer/made-blob.ts";

/** A payload with its signature is a layer of this type, the signature its annotation (cosign, "Signature Specification"). */
const payloadType = "application/vnd.dev.cosign.simplesigning.v1+json";
const signatureAnnotation = "dev.cosignproject.cosign/signature";

export interface SignatureLayer {
  /** Names the payload. */
  readonly descriptor: Descriptor;
  readonly signature: Buffer;
}

/** The tag, beside the image's own, under which its signatures are found. */
export function signatureTag(digest: string): string {
  return `${digest.replace(":", "-")}.sig`;
}

export function signatureLayers(layers: readonly Descriptor[]): readonly SignatureLayer[] {
  return layers.flatMap((descriptor) => {
    const text = descriptor.annotations?.[signatureAnnotation];
    if (descriptor.mediaType !== payloadType || text === undefined) return [];
    return [{ descriptor, signature: Buffer.from(text, "base64") }];
  });
}

export function signatureLayer(payload: Uint8Array, signature: Uint8Array): Descriptor {
  return {
    mediaType: payloadType,
    digest: digestOf(payload),
    size: payload.length,
    annotations: { [signatureAnnotation]: Buffer.from(signature).toString("base64") },
  };
}

/** An image of signatures, as cosign makes it; the same ones give the same bytes. */
export function signatureImage(layers: readonly Descriptor[]): {
  readonly config: MadeBlob;
  readonly manifest: MadeBlob;
} {
  const never = "0001-01-01T00:00:00Z";
  const config = jsonBlob(mediaTypes.ociConfig, {
    ...{ architecture: "", created: never, history: layers.map(() => ({ created: never })), os: "" },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    config: {},
  });
  const mediaType = mediaTypes.ociManifest;
  return { config, manifest: jsonBlob(mediaType, { schemaVersion: 2, mediaType, config: config.descriptor, layers }) };
}
