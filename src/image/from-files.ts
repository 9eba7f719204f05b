import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import { mediaTypes } from "../registry/descriptor.ts";
import type { ImageConfig } from "./document/image-config.ts";
import { childLabels } from "./gc-labels.ts";
import { type Image, imageOf, localImage } from "./image.ts";
import { recordImage } from "./image-record.ts";
import { type LayerFiles, layerTar } from "./layer/file-layer.ts";
import { jsonBlob, type MadeBlob, storeBlob } from "./layer/made-blob.ts";
import { keepSnapshots, unpackLayers } from "./layer/unpack.ts";
import { isUnpacked } from "./layer/unpacked.ts";
import { newName } from "./new-name.ts";
import { hostPlatform, type Platform, parsePlatform } from "./platform.ts";
import { leasedEngine } from "./pull/pull-lease.ts";

export interface ImageFiles extends LayerFiles {
  readonly name: string;
  readonly config?: ImageConfig;
  /** The host's where absent. */
  readonly platform?: string;
}

/** An image of one layer, from files, without a registry or a builder. The same files give the same digests, and are stored once. */
export async function imageFromFiles(
  context: Pick<Context, "engine" | "emit" | "signal">,
  input: ImageFiles,
): Promise<Image> {
  const { signal, emit } = context;
  const { name } = newName(input.name);
  const platform = input.platform === undefined ? hostPlatform() : parsePlatform(input.platform);
  // Side by side: usually all is here, and only hashing shows it.
  const [{ layer, config, manifest }, here] = await Promise.all([
    blobsOf(input, platform),
    localImage(context, name, platform),
  ]);
  if (here?.digest === manifest.descriptor.digest && (await isUnpacked(context, here))) return here;

  await using leased = await leasedEngine(context.engine, "make");
  for (const blob of [layer, config, manifest]) await storeBlob(leased.engine, blob, signal);
  const { descriptor } = layer;
  const told = { emit, image: name };
  const plan = { layers: [descriptor], diffIds: [descriptor.digest], fetched: async () => {}, told };
  await keepSnapshots(leased.engine, config.descriptor.digest, await unpackLayers(leased, plan, signal), signal);
  return await imageOf(
    context,
    await recordImage(leased.engine, { name, target: manifest.descriptor }, signal),
    platform,
  );
}

async function blobsOf(
  input: ImageFiles,
  platform: Platform,
): Promise<Record<"layer" | "config" | "manifest", MadeBlob>> {
  const layer = await layerBlob(input);
  const config = jsonBlob(mediaTypes.ociConfig, documentOf(input.config, layer.descriptor.digest, platform));
  const [{ descriptor: configDescriptor }, { descriptor: layerDescriptor }] = [config, layer];
  const mediaType = mediaTypes.ociManifest;
  const document = { schemaVersion: 2, mediaType, config: configDescriptor, layers: [layerDescriptor] };
  return { layer, config, manifest: jsonBlob(mediaType, document, childLabels([configDescriptor, layerDescriptor])) };
}

/** Uncompressed, so that its digest is its diffID. */
async function layerBlob(files: LayerFiles): Promise<MadeBlob> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of layerTar(files)) {
    hash.update(chunk);
    size += chunk.length;
  }
  const descriptor = { mediaType: mediaTypes.ociLayer, digest: `sha256:${hash.digest("hex")}`, size };
  return { descriptor, labels: {}, bytes: () => layerTar(files) };
}

/** Key order and content never vary: no date, no host. */
function documentOf(config: ImageConfig = {}, diffId: string, { os, architecture, variant }: Platform): object {
  return {
    architecture,
    ...(variant && { variant }),
    os,
    config,
    rootfs: { type: "layers", diff_ids: [diffId] },
    history: [{ created_by: "nerdsh" }],
  };
}
