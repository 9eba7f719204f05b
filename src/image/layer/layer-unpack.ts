import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { isEncrypted } from "../encrypt/encrypted-type.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import {
  type ExtractAhead,
  extractKey,
  extractLabels,
  prepareAhead,
  prepareExtract,
  removeAhead,
  removeExtract,
  type SnapshotToFill,
} from "./extract-snapshot.ts";
import { hasSnapshot } from "./unpacked.ts";

export interface LayerToUnpack extends SnapshotToFill {
  readonly layer: Descriptor;
  /** Digest that its tar must have. */
  readonly diffId: string;
  /** Its own snapshot, where whoever unpacked the layer below has asked for it. */
  readonly ahead?: ExtractAhead | undefined;
  /** The layer above, which is to be unpacked next. */
  readonly above?: SnapshotToFill | undefined;
}

/** Layers that this process is unpacking, by engine and chain ID: who wants the same one waits for it. */
const underWay = new WeakMap<Engine, Map<string, Promise<unknown>>>();

/**
 * Makes a layer, whose blob is in the store, a committed snapshot. Another process may be faster: that is as good. Gives the snapshot of the layer above,
 * asked for with the commit.
 */
export async function unpackLayer(
  { engine, base }: LeasedEngine,
  unpack: LayerToUnpack,
  signal: AbortSignal,
): Promise<ExtractAhead | undefined> {
  const turns = underWay.get(base) ?? new Map<string, Promise<unknown>>();
  underWay.set(base, turns);
  for (let other = turns.get(unpack.chainId); other !== undefined; other = turns.get(unpack.chainId)) {
    // Its failure is its own: this call then tries for itself.
    await other.catch(() => {});
    if (!(await hasSnapshot(engine, unpack.chainId, signal))) continue;
    if (unpack.ahead) await removeAhead(engine, unpack.ahead);
    return undefined;
  }
  const turn = extract(engine, unpack, signal).finally(() => turns.delete(unpack.chainId));
  turns.set(unpack.chainId, turn);
  return await turn;
}

async function extract(
  engine: Engine,
  { layer, diffId, ahead, above, ...snapshot }: LayerToUnpack,
  signal: AbortSignal,
): Promise<ExtractAhead | undefined> {
  const key = ahead?.key ?? extractKey(snapshot.chainId);
  let next: ExtractAhead | undefined;
  try {
    const mounts = (await ahead?.mounts) ?? (await prepareExtract(engine, key, snapshot));
    signal.throwIfAborted();
    const { mediaType, digest, size, annotations = {} } = await inClear(engine, layer, signal);
    const applied = await engine.diff.apply({ mediaType, digest, size, annotations }, mounts, { signal });
    if (applied.digest !== diffId) throw wrongLayer(layer.digest, diffId, applied.digest);
    const commit = engine.snapshots().commit(snapshot.chainId, key, extractLabels(snapshot), { signal });
    next = above && prepareAhead(engine, above);
    await commit;
    return next;
  } catch (error) {
    await removeExtract(engine, key);
    if (next) await removeAhead(engine, next);
    // Or the disk stays full until containerd collects of itself; where it is too full even for that, the first error says so.
    if (isNerdError(error, "DISK_FULL")) await engine.leases.collect().catch(() => {});
    if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
    return undefined;
  }
}

async function inClear(engine: Engine, layer: Descriptor, signal: AbortSignal): Promise<Descriptor> {
  if (!isEncrypted(layer)) return layer;
  const { unpackableLayer } = await import("../encrypt/stored-layer.ts");
  return await unpackableLayer(engine, layer, signal);
}

export function wrongLayer(digest: string, diffId: string, actual: string): NerdError {
  return new NerdError("DIGEST_MISMATCH", `layer ${digest} unpacks to ${actual}, the image config says ${diffId}`, {
    hint: "the image is broken: it has to be built or pushed again",
  });
}
