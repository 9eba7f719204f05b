import type { Engine } from "../../engine/engine.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { type Descriptor, isConfigType, isIndexType } from "../../registry/descriptor.ts";
import { requirePlatforms } from "../asked-platform.ts";
import { parseImageDocument } from "../document/image-document.ts";
import type { ImageIndex, ImageManifest } from "../document/manifest.ts";
import { childLabels } from "../gc-labels.ts";
import { readBytes, readManifest } from "../image-content.ts";
import { keepSnapshots, unpackLayers } from "../layer/unpack.ts";
import { choosePlatform, formatPlatform, hostPlatform, type Platform } from "../platform.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";

/** Of an image of several platforms: all that the archive has, some, or the one that runs here. */
export type LoadPlatforms = "all" | readonly Platform[];

export interface Loading {
  readonly leased: LeasedEngine;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** As events name it. */
  readonly name: string;
  readonly platforms: LoadPlatforms;
  readonly unpack: boolean;
}

/**
 * Ties together what has come of an image, so that its record keeps it, and unpacks it; gives the platform of the first. What was not
 * asked for stays untied, and is collected. Throws ARCHIVE_INVALID where a part is not in the archive.
 */
export async function tieImage(loading: Loading, target: Descriptor): Promise<Platform> {
  const { leased, platforms, signal, name } = loading;
  await requireStored(leased.engine, target, signal);
  const top = await readManifest(leased.engine, target, signal);
  if (top.kind === "manifest") {
    await requireStored(leased.engine, top.config, signal);
    if (platforms !== "all") await requirePlatforms({ engine: leased.engine, name, signal }, target, platforms);
    await tieManifest(loading, target, top);
    return platforms === "all" ? hostPlatform() : (platforms[0] ?? hostPlatform());
  }
  return (await tieIndex(loading, target, top, 1)) ?? hostPlatform();
}

/** Gives the platform of the first that was asked for, where its descriptor says it. */
async function tieIndex(
  loading: Loading,
  { digest }: Descriptor,
  index: ImageIndex,
  depth: number,
): Promise<Platform | undefined> {
  const { leased, signal, name } = loading;
  if (depth > deepest) throw new NerdError("IMAGE_INVALID", `indexes in indexes, too many of them: ${name}`);
  const chosen = await chosenManifests(loading, index);
  const indexes = chosen.filter(({ mediaType }) => isIndexType(mediaType));
  if (indexes.length > mostIndexes)
    throw new NerdError("IMAGE_INVALID", `${indexes.length} indexes in an index: ${name}`);
  const digests = new Set(chosen.map((each) => each.digest));
  const labels = Object.entries(childLabels(index.manifests)).filter(([, child]) => digests.has(child));
  await leased.engine.content.update(digest, Object.fromEntries(labels), { signal });
  let below: Platform | undefined;
  for (const descriptor of chosen) {
    await requireStored(leased.engine, descriptor, signal);
    const manifest = await readManifest(leased.engine, descriptor, signal);
    if (manifest.kind === "manifest") await tieManifest(loading, descriptor, manifest);
    else {
      const platform = await tieIndex(loading, descriptor, manifest, depth + 1);
      below ??= platform;
    }
  }
  return (choosePlatform(chosen, hostPlatform()) ?? chosen.find(({ platform }) => platform))?.platform ?? below;
}

/** No index of indexes goes deeper, and none has more of them, but for one that wants to keep us busy. */
const deepest = 4;
const mostIndexes = 16;

async function chosenManifests({ leased, platforms, signal }: Loading, index: ImageIndex): Promise<Descriptor[]> {
  const here: Descriptor[] = [];
  for (const manifest of index.manifests) if (await isHere(leased.engine, manifest, signal)) here.push(manifest);
  if (platforms === "all" && here.length > 0) return here;
  const wanted = platforms === "all" || platforms.length === 0 ? [hostPlatform()] : platforms;
  const first = platforms.length === 0 ? here.find(({ platform }) => platform) : undefined;
  return wanted.map((platform) => {
    const chosen = choosePlatform(here, platform) ?? first;
    if (chosen !== undefined) return chosen;
    const offered = here.flatMap((each) => (each.platform ? [formatPlatform(each.platform)] : []));
    throw new NerdError("UNSUPPORTED", `no ${formatPlatform(platform)} in the archive`, {
      hint: `it has ${offered.join(", ") || "no platform at all"}`,
      suggestions: offered,
    });
  });
}

async function tieManifest(
  { leased, emit, signal, name, platforms, unpack }: Loading,
  { digest, annotations }: Descriptor,
  { config, layers }: ImageManifest,
): Promise<void> {
  const { engine } = leased;
  for (const blob of [config, ...layers]) await requireStored(engine, blob, signal);
  await engine.content.update(digest, childLabels([config, ...layers]), { signal });
  // With all platforms come what was said of them: attestations are kept, and no container runs from one.
  const isAttestation = annotations?.["vnd.docker.reference.type"] !== undefined || !isConfigType(config.mediaType);
  if (!unpack || (platforms === "all" && isAttestation)) return;
  const { diffIds } = parseImageDocument(await readBytes(engine, config, signal), config.digest);
  const plan = { layers, diffIds, fetched: async () => {}, told: { emit, image: name } };
  const chainId = await unpackLayers(leased, plan, signal);
  await keepSnapshots(engine, config.digest, chainId, signal);
}

async function isHere(engine: Engine, descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
  try {
    await requireStored(engine, descriptor, signal);
    return true;
  } catch (error) {
    if (isNerdError(error, "ARCHIVE_INVALID")) return false;
    throw error;
  }
}

/** Of the size that its descriptor says: what claims to be small is read into memory. */
async function requireStored(engine: Engine, { digest, size }: Descriptor, signal: AbortSignal): Promise<void> {
  const info = await engine.content.info(digest, { signal }).catch((error) => {
    throw isNerdError(error, "NOT_FOUND") ? missing(digest, error) : error;
  });
  if (Number(info.size) !== size)
    throw new NerdError("IMAGE_INVALID", `${digest} has ${info.size} bytes, a manifest of the archive says ${size}`);
}

function missing(digest: string, cause: unknown): NerdError {
  return new NerdError("ARCHIVE_INVALID", `a blob is not in the archive: ${digest}`, {
    hint: "was it saved for all platforms?",
    cause,
  });
}
