import type { Engine } from "../../engine/engine.ts";
import { isNerdError } from "../../errors.ts";
import { isLayerType } from "../../registry/descriptor.ts";
import { chainIds } from "../document/image-document.ts";
import { extractKey, prepareExtract, removeExtract, type SnapshotToFill } from "./extract-snapshot.ts";
import { type LayerOrigin, layerLabels } from "./snapshot-labels.ts";

/** What containerd itself brings: these keep layers on this host, and are never asked for one that is not here. */
const localSnapshotters = new Set(["overlayfs", "native", "btrfs", "zfs", "devmapper", "blockfile", "aufs", "erofs"]);

/** Whether a snapshotter may bring layers itself: a plugin of its own process, of which nobody but itself knows what it does. */
export function mayBeRemote(snapshotter: string): boolean {
  return !localSnapshotters.has(snapshotter);
}

/**
 * How many layers, from the lowest, the snapshotter has or brings itself: these are neither to be fetched nor unpacked, and the engine's
 * lease holds them. It is asked for each by preparing it, as containerd's client does.
 */
export async function countRemoteLayers(
  engine: Engine,
  { origin, diffIds }: { origin: LayerOrigin; diffIds: readonly string[] },
  signal: AbortSignal,
): Promise<number> {
  const chain = chainIds(diffIds);
  const isRunnable =
    origin.layers.length === chain.length && origin.layers.every((layer) => isLayerType(layer.mediaType));
  if (!isRunnable || !mayBeRemote(engine.snapshotter)) return 0;
  for (const [index, chainId] of chain.entries()) {
    signal.throwIfAborted();
    const snapshot = { chainId, parent: chain[index - 1] ?? "", labels: layerLabels(origin, index) };
    if (!(await isBrought(engine, snapshot))) return index;
  }
  return chain.length;
}

async function isBrought(engine: Engine, snapshot: SnapshotToFill): Promise<boolean> {
  const key = extractKey(snapshot.chainId);
  try {
    await prepareExtract(engine, key, snapshot);
  } catch (error) {
    if (isNerdError(error, "ALREADY_EXISTS")) return true;
    throw error;
  }
  await removeExtract(engine, key);
  return false;
}
