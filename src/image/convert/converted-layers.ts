import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { requirePlatforms } from "../asked-platform.ts";
import { targetOf } from "../image.ts";
import { findRecords } from "../lookup.ts";
import { LayerProgress } from "../pull/layer-progress.ts";
import { startInOrder } from "../pull/ordered-pool.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import { DocumentsConversion, type DocumentsPlan } from "./documents-conversion.ts";
import type { KnownConversion } from "./known-conversion.ts";

/** More at once would hold more memory, and each keeps the cores busy. */
const layersAtOnce = 2;

/** Makes the documents of the image `source` anew, and has `layers` make its layers; the lease keeps them, and what they are made from. */
export async function convertDocuments(
  context: Pick<Context, "engine" | "signal">,
  leased: LeasedEngine,
  { source, ...plan }: { readonly source: string } & Omit<DocumentsPlan, "name">,
): Promise<Descriptor> {
  const { signal } = context;
  const top = targetOf((await findRecords(context, source)).records[0]);
  const { platforms } = plan;
  if (platforms !== "all") await requirePlatforms({ ...context, name: source }, top, platforms ?? []);
  // Should its name be removed meanwhile, its layers are here to the end.
  await leased.engine.leases.add(leased.lease, { id: top.digest, type: "content" }, { signal });
  const documents = new DocumentsConversion(leased.engine, { name: source, ...plan }, signal);
  return await documents.convert(top).catch((error) => {
    throw isNerdError(error, "NOT_FOUND") ? notWhole(source, error) : error;
  });
}

/** Each layer once, though several manifests have it; `convert` calls `reach` with the bytes of it that were read. */
export function eachLayerOnce(
  { name, emit }: { readonly name: string } & Pick<Context, "emit">,
  convert: (layer: Descriptor, diffId: string, reach: (doneBytes: number) => void) => Promise<KnownConversion>,
): DocumentsPlan["layers"] {
  const made = new Map<string, KnownConversion>();
  return async (layers, diffIds) => {
    const pairs = layers.map((layer, at) => ({ layer, diffId: diffIds[at]! }));
    const missing = new Map(
      pairs.filter(({ layer }) => !made.has(layer.digest)).map((pair) => [pair.layer.digest, pair]),
    );
    const running = startInOrder([...missing.values()], layersAtOnce, async ({ layer, diffId }) => {
      const { digest, size: totalBytes } = layer;
      const progress = new LayerProgress(emit, { image: name, digest, totalBytes }, "layer.converting");
      made.set(digest, await convert(layer, diffId, (doneBytes) => progress.reach(doneBytes)));
    });
    // What fails ends the others before the lease goes that they write under.
    const failed = (await Promise.allSettled(running)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    return layers.map(({ digest }) => made.get(digest)!);
  };
}

function notWhole(source: string, cause: unknown): NerdError {
  return new NerdError("IMAGE_NOT_PRESENT", `a part of the image is not here: ${source}`, {
    hint: "nerdsh pull --all-platforms brings other platforms, nerdsh pull --unpack=false what a snapshotter mounts without keeping it",
    cause,
  });
}
