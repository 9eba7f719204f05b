import { randomBytes } from "node:crypto";
import type { Engine } from "../../src/engine/engine.ts";
import { childLabels } from "../../src/image/gc-labels.ts";
import { recordImage } from "../../src/image/image-record.ts";
import { jsonBlob, storeBlob } from "../../src/image/layer/made-blob.ts";
import { type Descriptor, mediaTypes } from "../../src/registry/descriptor.ts";
import { digestOf } from "../../src/registry/digest.ts";

const signal = new AbortController().signal;

export interface MadeImage {
  readonly name: string;
  readonly target: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Content alone, as a push reads it: layers of random bytes are no tars, and are never unpacked. */
export async function storedImage(
  engine: Engine,
  name: string,
  { layers = [1_000], platform = "linux/amd64", layerType = mediaTypes.ociLayer }: ImageParts = {},
): Promise<MadeImage> {
  const [os, architecture] = platform.split("/");
  const blobs = layers.map((layer) => (typeof layer === "number" ? randomBytes(layer) : layer));
  const descriptors = blobs.map((bytes) => ({ mediaType: layerType, digest: digestOf(bytes), size: bytes.length }));
  const diffIds = descriptors.map(({ digest }) => digest);
  const config = jsonBlob(mediaTypes.ociConfig, { os, architecture, rootfs: { type: "layers", diff_ids: diffIds } });
  const children = [config.descriptor, ...descriptors];
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: config.descriptor,
    layers: descriptors,
  };
  const manifest = jsonBlob(mediaTypes.ociManifest, document, childLabels(children));
  const lease = `push-${name}-${platform}`;
  await engine.leases.create(lease);
  const leased = engine.inLease(lease);
  for (const [at, bytes] of blobs.entries()) {
    const { digest, size } = descriptors[at]!;
    await leased.content.write({ ref: `layer-${digest}`, expected: digest, total: size }, [bytes]);
  }
  for (const blob of [config, manifest]) await storeBlob(leased, blob, signal);
  await recordImage(leased, { name, target: manifest.descriptor }, signal);
  return {
    name,
    target: { ...manifest.descriptor, platform: { os: os!, architecture: architecture! } },
    layers: descriptors,
  };
}

export interface ImageParts {
  /** Bytes, or how many of them. */
  readonly layers?: readonly (Buffer | number)[];
  readonly platform?: string;
  readonly layerType?: string;
}

/** An index of images; those whose content shall be here were made before. */
export async function storedIndex(engine: Engine, name: string, manifests: readonly Descriptor[]): Promise<Descriptor> {
  const document = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests, annotations: { kept: "as it was" } };
  const index = jsonBlob(mediaTypes.ociIndex, document, childLabels(manifests));
  const lease = `push-${name}`;
  await engine.leases.create(lease);
  const leased = engine.inLease(lease);
  await storeBlob(leased, index, signal);
  await recordImage(leased, { name, target: index.descriptor }, signal);
  return index.descriptor;
}
