import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import { type Descriptor, isIndexType } from "../../registry/descriptor.ts";
import type { Registry } from "../../registry/registry.ts";
import { documentLimitBytes } from "../document/json-object.ts";
import { type ImageManifest, parseManifest } from "../document/manifest.ts";
import { childLabels, type Labels, sourceLabel } from "../gc-labels.ts";
import { type Image, imageOf } from "../image.ts";
import { manifestFor, readBytes, readDocument } from "../image-content.ts";
import { recordImage } from "../image-record.ts";
import { countRemoteLayers, mayBeRemote } from "../layer/remote-layers.ts";
import type { LayerOrigin } from "../layer/snapshot-labels.ts";
import { keepSnapshots, unpackLayers } from "../layer/unpack.ts";
import { formatPlatform, hostPlatform, type Platform, platformRank } from "../platform.ts";
import type { Reference } from "../reference.ts";
import { ingestBlob } from "./blob-ingest.ts";
import { LayerProgress } from "./layer-progress.ts";
import { startInOrder } from "./ordered-pool.ts";
import { type LeasedEngine, leasedEngine } from "./pull-lease.ts";

export interface RegistryPull {
  readonly engine: Engine;
  readonly registry: Registry;
  readonly reference: Reference;
  readonly platform: Platform | undefined;
  readonly unpack: boolean;
  readonly sociIndexDigest?: string | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** A manifest with the bytes that its digest was checked against. */
interface Fetched {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

interface KeptManifest extends ImageManifest {
  readonly digest: string;
}

/** More does not fill a line better, and registries count connections. */
const parallelBlobs = 4;

/** Brings an image here from its registry, whatever is here already; the record comes last. */
export async function pullFromRegistry(pull: RegistryPull): Promise<Image> {
  const startMs = performance.now();
  const { reference, platform = hostPlatform(), emit, signal } = pull;
  const { name } = reference;
  const top = await fetchManifest(pull, reference.digest ?? reference.tag!);
  emit({ type: "image.resolved", image: name, digest: top.descriptor.digest });

  await using leased = await leasedEngine(pull.engine, "pull");
  const manifest = await keepManifests(pull, leased, top);
  await fetchContent(pull, leased, manifest);
  const record = await recordImage(leased.engine, { name, target: top.descriptor }, signal);
  const image = await imageOf(pull, record, platform);
  emit({ type: "image.pulled", image: name, elapsedMs: performance.now() - startMs });
  return image;
}

/** Stores what the reference names, and the manifest for the platform where that is an index. */
async function keepManifests(pull: RegistryPull, leased: LeasedEngine, top: Fetched): Promise<KeptManifest> {
  const { reference, platform = hostPlatform() } = pull;
  const document = parseManifest(top.bytes, top.descriptor.mediaType, reference.name);
  if (document.kind === "manifest") {
    await keep(pull, leased, top, childLabels([document.config, ...document.layers]));
    return { ...document, digest: top.descriptor.digest };
  }
  const chosen = manifestFor(document, platform, reference.name);
  const fetched = await localOrFetched(pull, chosen);
  const manifest = parseManifest(fetched.bytes, chosen.mediaType, `${reference.name}@${chosen.digest}`);
  if (manifest.kind === "index") throw new NerdError("UNSUPPORTED", `an index in an index: ${reference.name}`);
  await keep(pull, leased, top, childLabels(document.manifests));
  await keep(pull, leased, fetched, childLabels([manifest.config, ...manifest.layers]));
  return { ...manifest, digest: chosen.digest };
}

/** Config and layers, some at a time, and each layer unpacked while the next ones come. The first failure ends all of it. */
async function fetchContent(
  pull: RegistryPull,
  leased: LeasedEngine,
  { config, layers, digest: manifestDigest }: KeptManifest,
): Promise<void> {
  if (config.size > documentLimitBytes) {
    throw new NerdError("IMAGE_INVALID", `a config of ${config.size} bytes, at most ${documentLimitBytes} are read`);
  }
  const stop = new AbortController();
  const signal = AbortSignal.any([pull.signal, stop.signal]);
  const stoppable = { ...pull, signal };
  const origin = { image: pull.reference.name, manifestDigest, layers, sociIndexDigest: pull.sociIndexDigest };
  const isRemote = pull.unpack && mayBeRemote(leased.engine.snapshotter);
  const brought = isRemote ? await broughtLayers(pull, leased, { config, origin }) : 0;
  const blobs = uniqueByDigest([config, ...layers.slice(brought)]);
  const fetches = startInOrder(
    blobs,
    parallelBlobs,
    async (blob) => await fetchBlob(stoppable, leased, blob, blob === config),
  );
  const byDigest = new Map(blobs.map(({ digest }, index) => [digest, fetches[index]!]));
  const unpacking = async () => {
    await byDigest.get(config.digest);
    const { diffIds, platform } = await readDocument(leased.engine, config, signal);
    requirePlatform(pull, platform);
    const fetched = async (index: number) => await byDigest.get(layers[index]!.digest)!;
    const unpacked = (digest: string) => pull.emit({ type: "layer.unpacked", image: pull.reference.name, digest });
    const chainId = await unpackLayers(leased, { layers, diffIds, origin, fetched, unpacked }, signal);
    await keepSnapshots(leased.engine, config.digest, chainId, signal);
  };
  const parts = [...fetches, ...(pull.unpack ? [unpacking()] : [])];
  try {
    await Promise.all(parts);
  } catch (error) {
    stop.abort(error);
    // The lease may go only when nothing more is written under it.
    await Promise.allSettled(parts);
    throw error;
  }
}

/** How many layers need not be fetched, because a remote snapshotter brings them: for this the config has to come before all else. */
async function broughtLayers(
  pull: RegistryPull,
  leased: LeasedEngine,
  { config, origin }: { config: Descriptor; origin: LayerOrigin },
): Promise<number> {
  await fetchBlob(pull, leased, config, true);
  const { diffIds, platform } = await readDocument(leased.engine, config, pull.signal);
  requirePlatform(pull, platform);
  return await countRemoteLayers(leased.engine, { origin, diffIds }, pull.signal);
}

/** An image that is no index has one platform, which only its config tells. */
function requirePlatform({ platform: wanted, reference }: RegistryPull, platform: Platform): void {
  if (wanted === undefined || platform.architecture === "" || platformRank(platform, wanted) >= 0) return;
  throw new NerdError("UNSUPPORTED", `no ${formatPlatform(wanted)} in the image ${reference.name}`, {
    hint: `it is for ${formatPlatform(platform)}`,
    suggestions: [formatPlatform(platform)],
  });
}

async function fetchBlob(
  pull: RegistryPull,
  leased: LeasedEngine,
  descriptor: Descriptor,
  isConfig: boolean,
): Promise<void> {
  const { registry, reference, emit, signal } = pull;
  const { digest, size: totalBytes } = descriptor;
  const progress = isConfig ? undefined : new LayerProgress(emit, { image: reference.name, digest, totalBytes });
  await ingestBlob(leased.engine, {
    ref: `${isConfig ? "config" : "layer"}-${digest}`,
    descriptor,
    labels: sourceLabel(reference.domain, reference.path),
    source: (offset) => downloadBlob(registry, { repository: reference.path, descriptor, offset, signal }),
    reach: (doneBytes) => progress?.reach(doneBytes),
    signal,
  });
}

async function keep(
  pull: RegistryPull,
  leased: LeasedEngine,
  { descriptor, bytes }: Fetched,
  children: Labels,
): Promise<void> {
  const { reference, signal } = pull;
  const kind = isIndexType(descriptor.mediaType) ? "index" : "manifest";
  const labels = { ...children, ...sourceLabel(reference.domain, reference.path) };
  await ingestBlob(leased.engine, {
    ref: `${kind}-${descriptor.digest}`,
    descriptor,
    labels,
    source: async function* (offset) {
      yield bytes.subarray(offset);
    },
    signal,
  });
}

async function fetchManifest({ registry, reference, signal }: RegistryPull, version: string): Promise<Fetched> {
  return await registry.manifest({ repository: reference.path, version, what: reference.name }, signal);
}

async function localOrFetched(pull: RegistryPull, descriptor: Descriptor): Promise<Fetched> {
  try {
    return { descriptor, bytes: await readBytes(pull.engine, descriptor, pull.signal) };
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    return await fetchManifest(pull, descriptor.digest);
  }
}

function uniqueByDigest(descriptors: readonly Descriptor[]): Descriptor[] {
  return [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
}
