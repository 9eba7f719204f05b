import { createHash, randomUUID } from "node:crypto";
import type { Context } from "../../context.ts";
import { blobBytes } from "../../engine/content-files.ts";
import type { Engine } from "../../engine/engine.ts";
import { writeLargeBlob } from "../../engine/large-blob.ts";
import { NerdError } from "../../errors.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import type { ImageConfig } from "../document/image-config.ts";
import { childLabels } from "../gc-labels.ts";
import { type Image, imageOf } from "../image.ts";
import { recordImage } from "../image-record.ts";
import { decompressed, PeekedSource } from "../layer/compression.ts";
import { jsonBlob, storeBlob } from "../layer/made-blob.ts";
import { keepSnapshots, unpackLayers } from "../layer/unpack.ts";
import { newName } from "../new-name.ts";
import { hostPlatform, parsePlatform } from "../platform.ts";
import { leasedEngine } from "../pull/pull-lease.ts";
import { cancellable } from "./cancellable.ts";
import { readTar } from "./tar-reader.ts";

export interface ImportOptions {
  /** The image's name; one without gets nerdctl's for it. */
  readonly name?: string | undefined;
  readonly config?: ImageConfig | undefined;
  /** Of the image's history. */
  readonly message?: string | undefined;
  /** The host's where absent. */
  readonly platform?: string | undefined;
  /** RFC 3339; without it the same file gives the same image, whenever it is imported. */
  readonly created?: string | undefined;
}

type ImportContext = Pick<Context, "engine" | "settings" | "emit" | "signal">;

/**
 * Makes an image of one layer from a root file system, a tar that may be compressed; a layer stays gzip or zstd. Throws ARCHIVE_INVALID
 * where it is none.
 */
export async function importImage(
  context: ImportContext,
  source: AsyncIterable<Uint8Array>,
  { name, config = {}, message, platform: text, created }: ImportOptions = {},
): Promise<Image> {
  const { engine, signal, emit, settings } = context;
  const platform = text === undefined ? hostPlatform() : parsePlatform(text);
  const wanted = name === undefined ? undefined : newName(name).name; // Before anything is read for a name that cannot be.
  await using leased = await leasedEngine(engine, "import");
  const { layer, diffId } = await storeLayer(
    leased.engine,
    storable(cancellable(source, signal), settings.programDirs),
    signal,
  );
  const rootfs = { type: "layers", diff_ids: [diffId] };
  const history = [{ ...(created && { created }), ...(message && { comment: message }) }];
  const document = { ...(created && { created }), ...platform, config, rootfs, history };
  const made = jsonBlob(mediaTypes.ociConfig, document);
  const children = [made.descriptor, layer];
  const form = { schemaVersion: 2, mediaType: mediaTypes.ociManifest };
  const labels = childLabels(children);
  const manifest = jsonBlob(form.mediaType, { ...form, config: made.descriptor, layers: [layer] }, labels);
  for (const blob of [made, manifest]) await storeBlob(leased.engine, blob, signal);
  const image = wanted ?? `${engine.snapshotter}@${manifest.descriptor.digest}`;
  const plan = { layers: [layer], diffIds: [diffId], fetched: async () => {}, told: { emit, image } };
  await keepSnapshots(leased.engine, made.descriptor.digest, await unpackLayers(leased, plan, signal), signal);
  const record = await recordImage(leased.engine, { name: image, target: manifest.descriptor }, signal);
  return await imageOf(context, record, platform);
}

/** Layers are gzip, zstd or plain; what else there is comes as a plain one. */
async function* storable(
  source: AsyncIterable<Uint8Array>,
  programDirs: readonly string[],
): AsyncGenerator<Uint8Array> {
  const peeked = await PeekedSource.open(source);
  if (peeked.start.length === 0) throw new NerdError("ARCHIVE_INVALID", "the archive is empty");
  const { compression } = peeked;
  yield* compression === "xz" || compression === "bzip2" ? decompressed(peeked.bytes(), programDirs) : peeked.bytes();
}

/** Stores the layer, and reads it once more for what it is: a tar, and of which digest without its compression. */
async function storeLayer(
  engine: Engine,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<{ readonly layer: Descriptor; readonly diffId: string }> {
  const ingest = { ref: `import-${randomUUID()}`, expected: "" };
  const { digest } = await writeLargeBlob(engine, ingest, () => source, { signal });
  const { size } = await engine.content.info(digest, { signal });
  const peeked = await PeekedSource.open(blobBytes(engine, digest, { signal }));
  const { compression } = peeked;
  await peeked.close();
  const bytes = () => decompressed(blobBytes(engine, digest, { signal }));
  for await (const _entry of readTar(bytes())) break; // Throws where it is no tar.
  const hash = createHash("sha256");
  if (compression !== "none") for await (const chunk of bytes()) hash.update(chunk);
  const mediaType = compression === "none" ? mediaTypes.ociLayer : `${mediaTypes.ociLayer}+${compression}`;
  return {
    layer: { mediaType, digest, size: Number(size) },
    diffId: compression === "none" ? digest : `sha256:${hash.digest("hex")}`,
  };
}
