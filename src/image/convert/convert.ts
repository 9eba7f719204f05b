import type { Context } from "../../context.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { childLabels } from "../gc-labels.ts";
import { recordImage } from "../image-record.ts";
import { jsonBlob, storeBlob } from "../layer/made-blob.ts";
import { newName } from "../new-name.ts";
import { type LeasedEngine, leasedEngine } from "../pull/pull-lease.ts";
import type { WantedPlatforms } from "../pull/registry-pull.ts";
import { convertDocuments, eachLayerOnce } from "./converted-layers.ts";
import type { LayerFormat } from "./formats/layer-format.ts";
import type { KnownConversion } from "./known-conversion.ts";
import { convertLayer, type LayerToConvert } from "./layer-conversion.ts";
import { tocManifest } from "./plan/converted-documents.ts";
import { layerType } from "./plan/layer-type.ts";

export interface ImageConversion {
  readonly source: string;
  /** Name of the new image; a name that is taken points at it from then on. */
  readonly target: string;
  readonly format: LayerFormat | undefined;
  readonly oci: boolean;
  readonly platforms: WantedPlatforms;
  readonly decompress?: LayerToConvert["decompress"];
}

export interface ConvertedImage {
  readonly name: string;
  readonly digest: string;
  /** The image of the tables of contents, where they are not in the layers. */
  readonly tocImage: { readonly name: string; readonly digest: string } | undefined;
}

export type ConvertContext = Pick<Context, "engine" | "emit" | "signal">;

/**
 * An image whose layers are stored in another format. Those that were converted before are taken as they are. The record comes last;
 * until then a lease keeps what there is. Throws UNKNOWN_IMAGE, IMAGE_NOT_PRESENT, UNSUPPORTED, IMAGE_INVALID, ARCHIVE_INVALID and
 * DIGEST_MISMATCH.
 */
export async function convertImage(context: ConvertContext, conversion: ImageConversion): Promise<ConvertedImage> {
  const startMs = performance.now();
  const { signal, emit } = context;
  const { name } = newName(conversion.target);
  await using leased = await leasedEngine(context.engine, "convert");
  const { target, tables } = await convertUnderLease(context, leased, conversion);
  const tocImage = tables.length === 0 ? undefined : await recordTables(leased, name, tables, signal);
  await recordImage(leased.engine, { name, target }, signal);
  emit({ type: "image.converted", image: name, digest: target.digest, elapsedMs: performance.now() - startMs });
  return { name, digest: target.digest, tocImage };
}

/** The same without a name: the lease alone keeps it. Also gives what has a table of contents beside it. */
export async function convertUnderLease(
  context: ConvertContext,
  leased: LeasedEngine,
  conversion: ImageConversion,
): Promise<{ readonly target: Descriptor; readonly tables: readonly KnownConversion[] }> {
  const { signal } = context;
  const { source, format, platforms, decompress } = conversion;
  const { name } = newName(conversion.target);
  const tables = new Map<string, KnownConversion>();
  const layers = eachLayerOnce({ ...context, name }, async (layer, diffId, reach) => {
    const to = await convertLayer(leased, { layer, diffId, format: format!, decompress, reach }, signal);
    if (to.toc) tables.set(to.digest, to);
    return to;
  });
  const oci = conversion.oci || (format?.needsOci ?? false);
  const retype = format && ((mediaType: string) => layerType(mediaType, format.compression));
  const target = await convertDocuments(context, leased, { source, oci, platforms, retype, layers });
  return { target, tables: [...tables.values()] };
}

/** Where stargz-snapshotter looks for the tables of an image's layers: `NAME-esgztoc`. */
async function recordTables(
  leased: LeasedEngine,
  name: string,
  converted: readonly KnownConversion[],
  signal: AbortSignal,
): Promise<{ name: string; digest: string }> {
  const config = jsonBlob(mediaTypes.ociConfig, {});
  const tables = converted.flatMap(({ digest, toc }) => (toc ? [{ layer: digest, ...toc }] : []));
  const types = { manifest: mediaTypes.ociManifest, layer: `${mediaTypes.ociLayer}+gzip` };
  const { document, layers } = tocManifest(types, config.descriptor, tables);
  const manifest = jsonBlob(types.manifest, document, childLabels([config.descriptor, ...layers]));
  for (const blob of [config, manifest]) await storeBlob(leased.engine, blob, signal);
  const target = manifest.descriptor;
  await recordImage(leased.engine, { name: `${name}-esgztoc`, target }, signal);
  return { name: `${name}-esgztoc`, digest: target.digest };
}
