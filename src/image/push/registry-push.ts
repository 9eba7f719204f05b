import { blobBytes } from "../../engine/content-files.ts";
import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { type Descriptor, isConfigType } from "../../registry/descriptor.ts";
import type { RegistrySettings } from "../../registry/open-registry.ts";
import { uploadBlob } from "../../registry/push/blob-upload.ts";
import { type UploadedManifest, uploadManifest } from "../../registry/push/manifest-upload.ts";
import type { Registry } from "../../registry/registry.ts";
import { type Labels, type SourceRepository, sourceLabel, sourcesIn } from "../gc-labels.ts";
import { addLabels } from "../pull/blob-ingest.ts";
import { LayerProgress } from "../pull/layer-progress.ts";
import { allOrStopped, startInOrder } from "../pull/ordered-pool.ts";
import { familiarName, type Reference } from "../reference.ts";
import { BlobOrigins } from "./blob-origin.ts";
import type { PushedImage } from "./push.ts";
import { mountSource, type PushBlob, type PushNode, pushPlan } from "./push-plan.ts";
import { type PushPlatforms, readPushTree } from "./push-tree.ts";
import { listReferrers } from "./referrers.ts";

export interface RegistryPush {
  readonly engine: Engine;
  readonly registry: Registry;
  /** For the registries that have what is not here. */
  readonly settings: RegistrySettings;
  readonly reference: Reference;
  readonly platforms: PushPlatforms;
  readonly nondistributable: boolean;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** A label costs the engine a write to its disk: for less, it is the manifest's that tells. */
const leastLabelled = 1024 * 1024;

/** Docker's number: more does not fill a line better, and registries count connections. */
const parallelBlobs = 5;

/** Brings what a record points at to its registry; the tag comes last. */
export async function pushToRegistry(push: RegistryPush, target: Descriptor): Promise<PushedImage> {
  const startMs = performance.now();
  const { reference, platforms, emit } = push;
  const { name, domain, path, tag } = reference;
  const top = await readPushTree({ ...push, name }, target, platforms);
  const { blobs, steps } = pushPlan(top, push);
  await using origins = new BlobOrigins(push.settings);
  await allOf(push, blobs, async (blob, signal) => await pushBlob({ ...push, origins, signal }, blob));
  const unlisted: PushNode[] = [];
  for (const nodes of steps)
    await allOf(push, nodes, async (node, signal) => {
      const { isListed } = await pushNode({ ...push, signal }, top, node);
      if (!isListed) unlisted.push(node);
    });
  await listReferrers({ ...push, repository: path, what: name }, unlisted);
  const { digest, size } = top.descriptor;
  emit({ type: "image.pushed", image: name, digest, elapsedMs: performance.now() - startMs });
  return { name, repository: familiarName(`${domain}/${path}`), tag, digest, size };
}

/** Some at a time; the first failure ends all of it. */
async function allOf<T>(
  { signal: outer }: RegistryPush,
  items: readonly T[],
  act: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  await allOrStopped(
    startInOrder(items, parallelBlobs, async (item) => await act(item, signal)),
    stop,
  );
}

interface BlobPush extends RegistryPush {
  readonly origins: BlobOrigins;
}

async function pushBlob(push: BlobPush, blob: PushBlob): Promise<void> {
  const { registry, reference, emit, signal } = push;
  const { name: image, domain, path } = reference;
  const { digest, size: totalBytes } = blob.descriptor;
  const isShown = !isConfigType(blob.descriptor.mediaType);
  const progress = isShown ? new LayerProgress(emit, { image, digest, totalBytes }, "layer.sent") : undefined;
  const sources = await sourcesOf(push, blob);
  const known = sources.filter((source) => source.domain === domain).map((source) => source.path);
  const mountFrom = mountSource(known, path);
  const how = await uploadBlob(registry, {
    ...{ repository: path, descriptor: blob.descriptor, mountFrom, signal },
    open: (offset, size) => bytesOf(push, { descriptor: blob.descriptor, sources }, { offset, size }),
    reach: (doneBytes) => progress?.reach(doneBytes),
  });
  if (totalBytes >= leastLabelled) await remember(push, digest);
  if (isShown) emit({ type: "layer.pushed", image, digest, how, ...(how === "mounted" && { from: mountFrom! }) });
}

/** Repositories that a blob has come from, or gone to; what its manifest has been in, has the blob too. */
async function sourcesOf(
  { engine, signal }: RegistryPush,
  { descriptor, manifestDigest }: PushBlob,
): Promise<SourceRepository[]> {
  const digests = [descriptor.digest, manifestDigest];
  const labels = await Promise.all(digests.map(async (digest) => await labelsOf(engine, digest, signal)));
  return labels.flatMap(sourcesIn);
}

async function labelsOf(engine: Engine, digest: string, signal: AbortSignal): Promise<Labels> {
  try {
    return (await engine.content.info(digest, { signal })).labels;
  } catch (error) {
    // A layer that only a remote snapshotter has, or an index that was made for this push.
    if (isNerdError(error, "NOT_FOUND")) return {};
    throw error;
  }
}

/** The next push to this registry mounts it. */
async function remember({ engine, reference, signal }: RegistryPush, digest: string): Promise<void> {
  const { domain, path } = reference;
  try {
    await addLabels(engine, digest, sourceLabel(domain, path), signal);
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
  }
}

/** From here, or from where it came. */
async function* bytesOf(
  { engine, origins, reference: { name }, signal }: BlobPush,
  { descriptor, sources }: { descriptor: Descriptor; sources: readonly SourceRepository[] },
  range: { offset: number; size: number },
): AsyncGenerator<Uint8Array> {
  const { digest } = descriptor;
  try {
    return yield* blobBytes(engine, digest, { ...range, signal });
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
  }
  try {
    yield* origins.bytes({ descriptor, sources, signal }, range);
  } catch (error) {
    if (!isNerdError(error, "UNKNOWN_IMAGE")) throw error;
    throw new NerdError("IMAGE_NOT_PRESENT", `a layer of ${name} is neither here nor at its registry: ${digest}`, {
      hint: "nerdsh pull --unpack=false of what it was made from brings it, also where a snapshotter mounts it without keeping it",
      cause: error,
    });
  }
}

/** The tag is put with the top, in one request. */
async function pushNode(push: RegistryPush, top: PushNode, node: PushNode): Promise<UploadedManifest> {
  const { registry, reference, signal } = push;
  const { digest, mediaType } = node.descriptor;
  const { path: repository, tag, name } = reference;
  const version = node === top ? (tag ?? digest) : digest;
  const manifest = { repository, version, mediaType, digest, bytes: node.bytes, what: name, signal };
  const uploaded = await uploadManifest(registry, manifest);
  await remember(push, digest);
  return uploaded;
}
