import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { childLabels } from "../gc-labels.ts";
import { type Image, imageOf } from "../image.ts";
import { isStored, readImageContent, readManifest } from "../image-content.ts";
import { recordImage } from "../image-record.ts";
import { keepSnapshots, unpackLayers } from "../layer/unpack.ts";
import { choosePlatform, formatPlatform, hostPlatform, type Platform, parsePlatform } from "../platform.ts";
import { ingestBlob } from "../pull/blob-ingest.ts";
import { type LeasedEngine, leasedEngine } from "../pull/pull-lease.ts";
import { normalName } from "../reference.ts";
import { type ArchiveContent, storeArchive } from "./archive-content.ts";
import { dockerArchiveImages } from "./docker-archive.ts";
import { ociArchiveImages } from "./oci-archive.ts";

export interface LoadOptions {
  /** `linux/arm64`; the host's where absent, or the only one that the archive has. */
  readonly platform?: string | undefined;
  /** Make the layers snapshots; true where absent. */
  readonly unpack?: boolean | undefined;
}

export type LoadContext = Pick<Context, "engine" | "emit" | "signal" | "cwd">;

interface Loaded {
  readonly names: readonly string[];
  readonly target: Descriptor;
}

/** Loads an archive of `docker save` or an OCI layout, plain or compressed, as it streams by: nothing of it is held in memory or in files. */
export async function loadImages(
  context: LoadContext,
  source: AsyncIterable<Uint8Array>,
  options: LoadOptions = {},
): Promise<Image[]> {
  const { signal } = context;
  const wanted = options.platform === undefined ? undefined : parsePlatform(options.platform);
  await using leased = await leasedEngine(context.engine, "load");
  const content = await storeArchive(leased.engine, source, signal);
  const images: Image[] = [];
  for (const loaded of await storedImages(leased, content, signal)) {
    images.push(...(await addImage(context, leased, loaded, { wanted, unpack: options.unpack ?? true })));
  }
  return images;
}

/** `load -i FILE`. */
export async function loadImageFile(context: LoadContext, file: string, options: LoadOptions = {}): Promise<Image[]> {
  const path = resolve(context.cwd, file);
  const handle = await open(path).catch((cause) => {
    throw new NerdError("INVALID_VALUE", `cannot read the archive ${file}`, { cause });
  });
  return await loadImages(context, createReadStream(path, { fd: handle, highWaterMark: 256 * 1024 }), options);
}

async function storedImages(leased: LeasedEngine, content: ArchiveContent, signal: AbortSignal): Promise<Loaded[]> {
  const index = content.tables.get("index.json");
  if (index !== undefined) return ociArchiveImages(index);
  const manifest = content.tables.get("manifest.json");
  if (manifest === undefined) {
    throw new NerdError("ARCHIVE_INVALID", "neither index.json nor manifest.json is in the archive", {
      hint: "load reads docker save archives and OCI layouts; a root file system is imported: nerdsh import",
    });
  }
  const images: Loaded[] = [];
  for (const { names, manifest: document } of dockerArchiveImages(manifest, content)) {
    const bytes = Buffer.from(JSON.stringify(document));
    const target = { mediaType: mediaTypes.dockerManifest, digest: digestOf(bytes), size: bytes.length };
    const source = async function* (heldBytes: number) {
      yield bytes.subarray(heldBytes);
    };
    await ingestBlob(leased.engine, {
      ref: `manifest-${target.digest}`,
      descriptor: target,
      labels: {},
      source,
      signal,
    });
    images.push({ names: names.map(normalName), target });
  }
  return images;
}

async function addImage(
  context: LoadContext,
  leased: LeasedEngine,
  { names, target }: Loaded,
  { wanted, unpack }: { wanted: Platform | undefined; unpack: boolean },
): Promise<Image[]> {
  const { engine } = leased;
  const { signal, emit } = context;
  const platform = await platformOf(leased, target, wanted, signal).catch(incomplete);
  const { descriptor, manifest, document } = await readImageContent(engine, target, platform, signal).catch(incomplete);
  for (const blob of manifest.layers) {
    if (!(await isStored(engine, blob, signal))) throw missing(blob.digest);
  }
  await engine.content.update(descriptor.digest, childLabels([manifest.config, ...manifest.layers]), { signal });
  // An image without a name gets nerdctl's for it.
  const allNames = names.length > 0 ? names : [`${engine.snapshotter}@${target.digest}`];
  if (unpack) {
    const unpacked = (digest: string) => emit({ type: "layer.unpacked", image: allNames[0]!, digest });
    const plan = { layers: manifest.layers, diffIds: document.diffIds, fetched: async () => {}, unpacked };
    await keepSnapshots(engine, manifest.config.digest, await unpackLayers(leased, plan, signal), signal);
  }
  const images: Image[] = [];
  for (const name of allNames)
    images.push(await imageOf(context, await recordImage(engine, { name, target }, signal), platform));
  return images;
}

/** The platform to load: the wanted one, the host's, or the first that the archive has. Labels an index, so that it keeps its manifests. */
async function platformOf(
  { engine }: LeasedEngine,
  target: Descriptor,
  wanted: Platform | undefined,
  signal: AbortSignal,
): Promise<Platform> {
  const top = await readManifest(engine, target, signal);
  if (top.kind === "manifest") return wanted ?? hostPlatform();
  await engine.content.update(target.digest, childLabels(top.manifests), { signal });
  const infos = await Promise.all(top.manifests.map(async (manifest) => await isStored(engine, manifest, signal)));
  const here = top.manifests.filter((_, index) => infos[index]);
  const chosen =
    choosePlatform(here, wanted ?? hostPlatform()) ??
    (wanted === undefined ? here.find(({ platform }) => platform) : undefined);
  if (chosen?.platform !== undefined) return chosen.platform;
  const offered = here.flatMap(({ platform }) => (platform ? [formatPlatform(platform)] : []));
  throw new NerdError("UNSUPPORTED", `no ${formatPlatform(wanted ?? hostPlatform())} in the archive`, {
    hint: `it has ${offered.join(", ") || "no platform at all"}`,
    suggestions: offered,
  });
}

function incomplete(error: unknown): never {
  throw isNerdError(error, "NOT_FOUND") ? missing(error.message) : error;
}

function missing(what: string): NerdError {
  return new NerdError("ARCHIVE_INVALID", `a blob is not in the archive: ${what}`, {
    hint: "was it saved for all platforms?",
  });
}
