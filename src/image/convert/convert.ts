import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { childLabels } from "../gc-labels.ts";
import { targetOf } from "../image.ts";
import { recordImage } from "../image-record.ts";
import { jsonBlob, storeBlob } from "../layer/made-blob.ts";
import { findRecords } from "../lookup.ts";
import { LayerProgress } from "../pull/layer-progress.ts";
import { startInOrder } from "../pull/ordered-pool.ts";
import { type LeasedEngine, leasedEngine } from "../pull/pull-lease.ts";
import type { WantedPlatforms } from "../pull/registry-pull.ts";
import { parseReference } from "../reference.ts";
import { DocumentsConversion } from "./documents-conversion.ts";
import type { LayerFormat } from "./formats/layer-format.ts";
import type { KnownConversion } from "./known-conversion.ts";
import { convertLayer, type LayerToConvert } from "./layer-conversion.ts";
import { tocManifest } from "./plan/converted-documents.ts";

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

/** More at once would hold more memory, and each keeps the cores busy. */
const layersAtOnce = 2;

/**
 * An image whose layers are stored in another format. Those that were converted before are taken as they are. The record comes last;
 * until then a lease keeps what there is. Throws UNKNOWN_IMAGE, IMAGE_NOT_PRESENT, UNSUPPORTED, IMAGE_INVALID, ARCHIVE_INVALID and
 * DIGEST_MISMATCH.
 */
export async function convertImage(context: ConvertContext, conversion: ImageConversion): Promise<ConvertedImage> {
  const startMs = performance.now();
  const { signal, emit } = context;
  const { name } = parseReference(conversion.target);
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
  const { signal, emit } = context;
  const { source, format, platforms } = conversion;
  const { name } = parseReference(conversion.target);
  const tables = new Map<string, KnownConversion>();
  const top = targetOf((await findRecords(context, source)).records[0]);
  // Should its name be removed meanwhile, its layers are here to the end.
  await leased.engine.leases.add(leased.lease, { id: top.digest, type: "content" }, { signal });
  const layers = layerConversion(leased, conversion, { name, emit, tables }, signal);
  const oci = conversion.oci || (format?.needsOci ?? false);
  const documents = new DocumentsConversion(leased.engine, { name: source, format, oci, platforms, layers }, signal);
  const target = await documents.convert(top).catch((error) => {
    throw isNerdError(error, "NOT_FOUND") ? notWhole(source, error) : error;
  });
  return { target, tables: [...tables.values()] };
}

/** Each layer once, though several manifests have it. */
function layerConversion(
  leased: LeasedEngine,
  { format, decompress }: ImageConversion,
  { name, emit, tables }: { name: string; emit: Context["emit"]; tables: Map<string, KnownConversion> },
  signal: AbortSignal,
) {
  const made = new Map<string, KnownConversion>();
  return async (layers: readonly Descriptor[], diffIds: readonly string[]): Promise<readonly KnownConversion[]> => {
    const pairs = layers.map((layer, at) => ({ layer, diffId: diffIds[at]! }));
    const missing = new Map(
      pairs.filter(({ layer }) => !made.has(layer.digest)).map((pair) => [pair.layer.digest, pair]),
    );
    const running = startInOrder([...missing.values()], layersAtOnce, async ({ layer, diffId }) => {
      const progress = new LayerProgress(
        emit,
        { image: name, digest: layer.digest, totalBytes: layer.size },
        "layer.converting",
      );
      const reach = (doneBytes: number) => progress.reach(doneBytes);
      const to = await convertLayer(leased, { layer, diffId, format: format!, decompress, reach }, signal);
      made.set(layer.digest, to);
      if (to.toc) tables.set(to.digest, to);
    });
    // What fails ends the others before the lease goes that they write under.
    const failed = (await Promise.allSettled(running)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    return layers.map(({ digest }) => made.get(digest)!);
  };
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

function notWhole(source: string, cause: unknown): NerdError {
  return new NerdError("IMAGE_NOT_PRESENT", `a part of the image is not here: ${source}`, {
    hint: `pull the platforms that are to be converted: nerdsh pull --all-platforms ${source}`,
    cause,
  });
}
