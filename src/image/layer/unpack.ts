import type { Engine } from "../../engine/engine.ts";
import { NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { type Descriptor, isLayerType } from "../../registry/descriptor.ts";
import { chainIds } from "../document/image-document.ts";
import { snapshotLabel } from "../gc-labels.ts";
import type { Image, ImageContext } from "../image.ts";
import { type LeasedEngine, leasedEngine } from "../pull/pull-lease.ts";
import { unpackLayer } from "./layer-unpack.ts";
import { presentLayers } from "./present-layers.ts";
import { mayBeRemote } from "./remote-layers.ts";
import { SnapshotChain } from "./snapshot-chain.ts";
import { type LayerOrigin, layerLabels } from "./snapshot-labels.ts";
import { hasSnapshot } from "./unpacked.ts";

export interface LayersToUnpack {
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly string[];
  /** Of a registry's image: a remote snapshotter is told where its layers come from. */
  readonly origin?: LayerOrigin;
  /** Resolves when the blob of layer `index` is in the store; at once where it is there already. */
  readonly fetched: (index: number) => Promise<void>;
  /** Whom each layer is told to, of which image: that its unpacking begins, and that it is a snapshot. Nobody where absent. */
  readonly told?: { readonly emit: Emit; readonly image: string };
}

/** Unpacks an image whose content is here. */
export async function unpackImage(context: ImageContext & { emit: Emit }, image: Image): Promise<void> {
  const { signal, emit } = context;
  await using leased = await leasedEngine(context.engine, "unpack");
  const { layers, diffIds, name, manifestDigest } = image;
  const origin = { image: name, manifestDigest, layers };
  const told = { emit, image: name };
  await unpackLayers(leased, { layers, diffIds, origin, fetched: async () => {}, told }, signal);
  await keepSnapshots(leased.engine, image.configDigest, image.chainId, signal);
}

/** Lowest layer first, each as soon as its blob is here; one that is a snapshot already only waits for it. Gives the top chain ID. */
export async function unpackLayers(leased: LeasedEngine, plan: LayersToUnpack, signal: AbortSignal): Promise<string> {
  const { layers, diffIds, origin, fetched, told } = plan;
  if (layers.length !== diffIds.length || !layers.every(({ mediaType }) => isLayerType(mediaType)))
    throw notRunnable(plan);
  const chain = chainIds(diffIds);
  const present = await presentCount(leased, chain, signal);
  const isTold = origin !== undefined && mayBeRemote(leased.engine.snapshotter);
  const toFill = chain.map((chainId, index) => ({
    ...{ chainId, parent: chain[index - 1] ?? "" },
    labels: isTold ? layerLabels(origin, index) : {},
  }));
  await using snapshots = new SnapshotChain(leased.engine, toFill);
  for (const [index, layer] of layers.entries()) {
    await fetched(index);
    const tell = (type: "layer.unpacking" | "layer.unpacked") =>
      told?.emit({ type, image: told.image, digest: layer.digest });
    if (index >= present) {
      tell("layer.unpacking");
      await unpackLayer(leased, snapshots, { index, layer, diffId: diffIds[index]! }, signal);
    }
    tell("layer.unpacked");
  }
  return chain.at(-1) ?? "";
}

/** From the record over its config to the snapshots: what garbage collection follows. */
export async function keepSnapshots(
  engine: Engine,
  configDigest: string,
  chainId: string,
  signal: AbortSignal,
): Promise<void> {
  const labels = snapshotLabel(engine.snapshotter, chainId);
  if (chainId !== "") await engine.content.update(configDigest, labels, { signal });
}

/** How many layers, from the lowest, are snapshots already, and held by the lease from here on. */
async function presentCount(
  { engine, lease }: LeasedEngine,
  chain: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const present = await presentLayers(chain.length, (layer) => hasSnapshot(engine, chain[layer - 1]!, signal));
  if (present === 0) return 0;
  const id = chain[present - 1]!;
  await engine.leases.add(lease, { id, type: `snapshots/${engine.snapshotter}` }, { signal });
  return present;
}

function notRunnable({ layers, diffIds }: LayersToUnpack): NerdError {
  const foreign = layers.find(({ mediaType }) => !isLayerType(mediaType));
  return foreign === undefined
    ? new NerdError("IMAGE_INVALID", `${layers.length} layers, but ${diffIds.length} diffIDs in the image config`)
    : new NerdError("UNSUPPORTED", `no image that containers run from: a layer is ${foreign.mediaType}`, {
        hint: "it is an artefact; pull it with unpack false",
      });
}
