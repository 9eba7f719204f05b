import type { Context } from "../../context.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import type { ImageConfig } from "../document/image-config.ts";
import type { HistoryEntry } from "../document/image-document.ts";
import { isObject, parseJsonObject } from "../document/json-object.ts";
import { isEncrypted } from "../encrypt/encrypted-type.ts";
import { childLabels } from "../gc-labels.ts";
import { type Image, imageOf } from "../image.ts";
import { readBytes, readManifest } from "../image-content.ts";
import { recordImage } from "../image-record.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import { parseReference } from "../reference.ts";
import { jsonBlob, storeBlob } from "./made-blob.ts";
import { keepSnapshots, unpackLayers } from "./unpack.ts";

export interface AddedLayer {
  /** Of the new image; a name that is taken points at it from then on. The snapshotter's, with its digest, where absent. */
  readonly name?: string | undefined;
  readonly base: Image;
  /** In the store, held by the lease. */
  readonly layer: Descriptor;
  readonly diffId: string;
  readonly config: ImageConfig;
  readonly history: HistoryEntry;
  /** Of the manifest and config; that of `base` where absent. */
  readonly format?: "docker" | "oci" | undefined;
}

/** An image with one layer more than `base`, unpacked, in the same form: a Docker image stays one. */
export async function addLayer(
  { signal }: Pick<Context, "signal">,
  leased: LeasedEngine,
  added: AddedLayer,
): Promise<Image> {
  const { base, layer, diffId } = added;
  const { mediaType, configType } = formOf(added.format ?? (await formatOf(leased, base, signal)));
  const layers = [...base.layers.map((each) => inForm(each, mediaType)), inForm(layer, mediaType)];
  const config = jsonBlob(configType, await documentOf(leased, added, signal));
  const children = [config.descriptor, ...layers];
  const document = { schemaVersion: 2, mediaType, config: config.descriptor, layers };
  const manifest = jsonBlob(mediaType, document, childLabels(children));
  for (const blob of [config, manifest]) await storeBlob(leased.engine, blob, signal);
  const diffIds = [...base.diffIds, diffId];
  // Nothing to tell of: the base is unpacked, and the last layer is what has been read.
  const plan = { layers, diffIds, fetched: async () => {} };
  const chainId = await unpackLayers(leased, plan, signal);
  await keepSnapshots(leased.engine, config.descriptor.digest, chainId, signal);
  const { descriptor: target } = manifest;
  const name =
    added.name === undefined ? `${leased.engine.snapshotter}@${target.digest}` : parseReference(added.name).name;
  const record = await recordImage(leased.engine, { name, target }, signal);
  return await imageOf({ engine: leased.base, signal }, record, base.platform);
}

async function formatOf(
  { engine }: LeasedEngine,
  { manifestDigest }: Image,
  signal: AbortSignal,
): Promise<"docker" | "oci"> {
  const { size } = await engine.content.info(manifestDigest, { signal });
  const manifest = await readManifest(engine, { mediaType: "", digest: manifestDigest, size }, signal);
  return manifest.kind === "manifest" && manifest.mediaType === mediaTypes.dockerManifest ? "docker" : "oci";
}

function formOf(format: "docker" | "oci") {
  if (format === "docker") return { mediaType: mediaTypes.dockerManifest, configType: mediaTypes.dockerConfig };
  return { mediaType: mediaTypes.ociManifest, configType: mediaTypes.ociConfig };
}

/** OCI and Docker name the same bytes differently. */
function inForm(layer: Descriptor, manifestType: string): Descriptor {
  // It has one name only, and cannot be read without its annotations.
  if (isEncrypted(layer)) return layer;
  const { digest, size, mediaType } = layer;
  const isDocker = manifestType === mediaTypes.dockerManifest;
  const compression = /[.+](gzip|zstd)$/.exec(mediaType)?.[1];
  const name = isDocker ? mediaTypes.dockerLayer : mediaTypes.ociLayer;
  const suffix = compression && `${isDocker ? "." : "+"}${compression}`;
  // What the base has in a form of its own, such as a layer from elsewhere, stays.
  const isPlain = [mediaTypes.dockerLayer, mediaTypes.ociLayer].some((each) => mediaType.startsWith(each));
  return { mediaType: isPlain ? `${name}${suffix ?? ""}` : mediaType, digest, size };
}

/** The base's own document: what we do not know of it stays. */
async function documentOf(
  { engine }: LeasedEngine,
  { base, diffId, config, history }: AddedLayer,
  signal: AbortSignal,
): Promise<object> {
  const { size } = await engine.content.info(base.configDigest, { signal });
  const bytes = await readBytes(engine, { mediaType: "", digest: base.configDigest, size }, signal);
  // Docker's notes about the container that the base was once made from.
  const { container, container_config, id, parent, ...document } = parseJsonObject(bytes, base.configDigest);
  const known = isObject(document["config"]) ? document["config"] : {};
  const before = Array.isArray(document["history"]) ? document["history"] : [];
  return {
    ...document,
    created: history.created,
    ...(history.author && { author: history.author }),
    config: { ...known, ...config },
    rootfs: { type: "layers", diff_ids: [...base.diffIds, diffId] },
    history: [...before, history],
  };
}
