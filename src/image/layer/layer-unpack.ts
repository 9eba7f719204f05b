import { randomBytes } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import { hasSnapshot } from "./unpacked.ts";

export interface LayerToUnpack {
  readonly layer: Descriptor;
  /** Digest that its tar must have. */
  readonly diffId: string;
  /** Name of the snapshot that it becomes. */
  readonly chainId: string;
  /** Chain ID of the layers below; empty for the lowest. */
  readonly parent: string;
}

/** Layers that this process is unpacking, by engine and chain ID: who wants the same one waits for it. */
const underWay = new WeakMap<Engine, Map<string, Promise<void>>>();

/** Makes a layer, whose blob is in the store, a committed snapshot. Another process may be faster: that is as good. */
export async function unpackLayer(
  { engine, base }: LeasedEngine,
  unpack: LayerToUnpack,
  signal: AbortSignal,
): Promise<void> {
  const turns = underWay.get(base) ?? new Map<string, Promise<void>>();
  underWay.set(base, turns);
  for (let other = turns.get(unpack.chainId); other !== undefined; other = turns.get(unpack.chainId)) {
    // Its failure is its own: this call then tries for itself.
    await other.catch(() => {});
    if (await hasSnapshot(engine, unpack.chainId, signal)) return;
  }
  const turn = extract(engine, unpack, signal).finally(() => turns.delete(unpack.chainId));
  turns.set(unpack.chainId, turn);
  await turn;
}

async function extract(
  engine: Engine,
  { layer, diffId, chainId, parent }: LayerToUnpack,
  signal: AbortSignal,
): Promise<void> {
  const snapshots = engine.snapshots();
  // containerd's own form, so that its clients recognise what is under way.
  const key = `extract-${process.hrtime.bigint() % 1_000_000_000n}-${randomBytes(3).toString("base64url")} ${chainId}`;
  const labels = { "containerd.io/snapshot.ref": chainId };
  try {
    const mounts = await snapshots.prepare(key, parent, labels); // Not to be cancelled: it might be made after it was removed.
    signal.throwIfAborted();
    const { mediaType, digest, size, annotations = {} } = layer;
    const applied = await engine.diff.apply({ mediaType, digest, size, annotations }, mounts, { signal });
    if (applied.digest !== diffId) throw wrongLayer(digest, diffId, applied.digest);
    await snapshots.commit(chainId, key, labels, { signal });
  } catch (error) {
    await removeSnapshot(engine, key);
    if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
  }
}

async function removeSnapshot(engine: Engine, key: string): Promise<void> {
  await engine
    .snapshots()
    .remove(key)
    .catch((error) => {
      if (!isNerdError(error, "NOT_FOUND")) throw error;
    });
}

function wrongLayer(digest: string, diffId: string, actual: string): NerdError {
  return new NerdError("DIGEST_MISMATCH", `layer ${digest} unpacks to ${actual}, the image config says ${diffId}`, {
    hint: "the image is broken: it has to be built or pushed again",
  });
}
