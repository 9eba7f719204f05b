import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { isEncrypted } from "../encrypt/encrypted-type.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import type { SnapshotChain } from "./snapshot-chain.ts";
import { hasSnapshot } from "./unpacked.ts";

export interface LayerToUnpack {
  /** Its place in the chain. */
  readonly index: number;
  readonly layer: Descriptor;
  /** Digest that its tar must have. */
  readonly diffId: string;
}

/** Layers that this process is unpacking, by engine and chain ID: who wants the same one waits for it. */
const underWay = new WeakMap<Engine, Map<string, Promise<unknown>>>();

/** Makes a layer, whose blob is in the store, a committed snapshot. Another process may be faster: that is as good. */
export async function unpackLayer(
  { engine, base }: LeasedEngine,
  chain: SnapshotChain,
  unpack: LayerToUnpack,
  signal: AbortSignal,
): Promise<void> {
  const turns = underWay.get(base) ?? new Map<string, Promise<unknown>>();
  underWay.set(base, turns);
  const chainId = chain.chainId(unpack.index);
  for (let other = turns.get(chainId); other !== undefined; other = turns.get(chainId)) {
    // Its failure is its own: this call then tries for itself.
    await other.catch(() => {});
    if (await hasSnapshot(engine, chainId, signal)) return await chain.drop();
  }
  const turn = extract(engine, chain, unpack, signal).finally(() => turns.delete(chainId));
  turns.set(chainId, turn);
  await turn;
}

async function extract(
  engine: Engine,
  chain: SnapshotChain,
  { index, layer, diffId }: LayerToUnpack,
  signal: AbortSignal,
): Promise<void> {
  try {
    const mounts = await chain.begin(index);
    signal.throwIfAborted();
    const { mediaType, digest, size, annotations = {} } = await inClear(engine, layer, signal);
    const applied = await engine.diff.apply({ mediaType, digest, size, annotations }, mounts, { signal });
    if (applied.digest !== diffId) throw wrongLayer(layer.digest, diffId, applied.digest);
    await chain.commit(index, signal);
  } catch (error) {
    await chain.drop();
    // Or the disk stays full until containerd collects of itself; where it is too full even for that, the first error says so.
    if (isNerdError(error, "DISK_FULL")) await engine.leases.collect().catch(() => {});
    if (isNerdError(error, "ENGINE_FAILED")) throw notUnpackable(layer.digest, error);
    if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
  }
}

async function inClear(engine: Engine, layer: Descriptor, signal: AbortSignal): Promise<Descriptor> {
  if (!isEncrypted(layer)) return layer;
  const { unpackableLayer } = await import("../encrypt/stored-layer.ts");
  return await unpackableLayer(engine, layer, signal);
}

/** No reason is longer that says something: names in a layer may be. */
const longestReason = 300;

/** With the engine's reason, in which files are named as in the layer, not as under the engine's mount for a moment. */
function notUnpackable(digest: string, cause: NerdError): NerdError {
  const reason = cause.message.replaceAll(/\S*\/containerd-mount\d+/g, "").replace(/^mount callback failed on : /, "");
  const shown = reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
  return new NerdError("ENGINE_FAILED", `layer ${digest} cannot be unpacked: ${shown}`, { cause });
}

export function wrongLayer(digest: string, diffId: string, actual: string): NerdError {
  return new NerdError("DIGEST_MISMATCH", `layer ${digest} unpacks to ${actual}, the image config says ${diffId}`, {
    hint: "the image is broken: it has to be built or pushed again",
  });
}
