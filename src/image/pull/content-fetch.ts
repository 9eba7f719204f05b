import { NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { documentLimitBytes } from "../document/json-object.ts";
import { artefactKind } from "../document/manifest.ts";
import { sourceLabel } from "../gc-labels.ts";
import { readConfig } from "../image-content.ts";
import { countRemoteLayers, mayBeRemote } from "../layer/remote-layers.ts";
import type { LayerOrigin } from "../layer/snapshot-labels.ts";
import { keepSnapshots, unpackLayers } from "../layer/unpack.ts";
import type { FoundManifest } from "../manifest-lookup.ts";
import { formatPlatform, type Platform, platformRank } from "../platform.ts";
import { ingestBlob } from "./blob-ingest.ts";
import { type DocumentSource, requireStorable } from "./document-fetch.ts";
import { LayerProgress } from "./layer-progress.ts";
import { missingPart } from "./missing-part.ts";
import { allOrStopped, startInOrder } from "./ordered-pool.ts";
import type { LeasedEngine } from "./pull-lease.ts";

export interface ContentToFetch extends DocumentSource {
  readonly emit: Emit;
  /** What the image must be for, where it was asked for and no index has said it. */
  readonly wanted?: Platform | undefined;
  readonly unpack: boolean;
  readonly sociIndexDigest?: string | undefined;
}

/** More does not fill a line better, and registries count connections. */
const parallelBlobs = 4;

/** Config and layers, some at a time, and each layer unpacked while the next ones come. The first failure ends all of it. */
export async function fetchContent(fetch: ContentToFetch, leased: LeasedEngine, found: FoundManifest): Promise<void> {
  const { config, layers } = found.manifest;
  const manifestDigest = found.descriptor.digest;
  const isImage = artefactKind(found.manifest) === undefined;
  if (isImage && config.size > documentLimitBytes) {
    throw new NerdError("IMAGE_INVALID", `a config of ${config.size} bytes, at most ${documentLimitBytes} are read`);
  }
  const stop = new AbortController();
  const signal = AbortSignal.any([fetch.signal, stop.signal]);
  const stoppable = { ...fetch, signal };
  const origin = { image: fetch.reference.name, manifestDigest, layers, sociIndexDigest: fetch.sociIndexDigest };
  const isRemote = isImage && fetch.unpack && mayBeRemote(leased.engine.snapshotter);
  const brought = isRemote ? await broughtLayers(fetch, leased, { config, origin }) : 0;
  const blobs = uniqueByDigest([config, ...layers.slice(brought)]);
  for (const blob of blobs) requireStorable(blob);
  // So that each is seen from the beginning.
  for (const blob of blobs) if (blob !== config) progressOf(fetch, blob).reach(0);
  const fetches = startInOrder(blobs, parallelBlobs, async (blob) => await fetchBlob(stoppable, leased, blob, config));
  const byDigest = new Map(blobs.map(({ digest }, index) => [digest, fetches[index]!]));
  const unpacking = async () => {
    await byDigest.get(config.digest);
    const { diffIds, platform } = await readConfig(leased.engine, config, signal);
    requirePlatform(fetch, platform);
    if (!fetch.unpack) return;
    const fetched = async (index: number) => await byDigest.get(layers[index]!.digest)!;
    const told = { emit: fetch.emit, image: fetch.reference.name };
    const chainId = await unpackLayers(leased, { layers, diffIds, origin, fetched, told }, signal);
    await keepSnapshots(leased.engine, config.digest, chainId, signal);
  };
  // The lease may go only when nothing more is written under it.
  await allOrStopped([...fetches, ...(isImage ? [unpacking()] : [])], stop);
}

/** What an index names that is no manifest. */
export async function fetchBlobs(
  fetch: ContentToFetch,
  leased: LeasedEngine,
  blobs: readonly Descriptor[],
): Promise<void> {
  for (const blob of uniqueByDigest(blobs)) {
    requireStorable(blob);
    await fetchBlob(fetch, leased, blob);
  }
}

/** How many layers need not be fetched, because a remote snapshotter brings them: for this the config has to come before all else. */
async function broughtLayers(
  fetch: ContentToFetch,
  leased: LeasedEngine,
  { config, origin }: { config: Descriptor; origin: LayerOrigin },
): Promise<number> {
  requireStorable(config);
  await fetchBlob(fetch, leased, config, config);
  const { diffIds, platform } = await readConfig(leased.engine, config, fetch.signal);
  requirePlatform(fetch, platform);
  return await countRemoteLayers(leased.engine, { origin, diffIds }, fetch.signal);
}

/** An image that is no index has one platform, which only its config tells. */
function requirePlatform({ wanted, reference }: ContentToFetch, platform: Platform): void {
  if (wanted === undefined || platform.architecture === "" || platformRank(platform, wanted) >= 0) return;
  throw new NerdError("UNSUPPORTED", `no ${formatPlatform(wanted)} in the image ${reference.name}`, {
    hint: `it is for ${formatPlatform(platform)}`,
    suggestions: [formatPlatform(platform)],
  });
}

async function fetchBlob(
  fetch: ContentToFetch,
  leased: LeasedEngine,
  descriptor: Descriptor,
  config?: Descriptor,
): Promise<void> {
  const { registry, reference, signal } = fetch;
  const isConfig = descriptor === config;
  const { digest } = descriptor;
  const progress = isConfig ? undefined : progressOf(fetch, descriptor);
  await ingestBlob(leased.engine, {
    ref: `${isConfig ? "config" : "layer"}-${digest}`,
    descriptor,
    labels: sourceLabel(reference.domain, reference.path),
    // What is not hashed is large, and written before the next but one is asked for.
    source: (offset, isHashed) =>
      downloadBlob(registry, {
        ...{ repository: reference.path, descriptor, offset, isHashed, isBulk: !isHashed, signal },
      }),
    reach: (doneBytes) => progress?.reach(doneBytes),
    signal,
  }).catch((error) => {
    throw missingPart(error, reference, digest);
  });
}

function progressOf({ emit, reference }: ContentToFetch, { digest, size: totalBytes }: Descriptor): LayerProgress {
  return new LayerProgress(emit, { image: reference.name, digest, totalBytes });
}

function uniqueByDigest(descriptors: readonly Descriptor[]): Descriptor[] {
  return [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
}
