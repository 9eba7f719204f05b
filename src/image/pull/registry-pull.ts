import type { Engine } from "../../engine/engine.ts";
import { isNerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { collectYoungGarbageSoon } from "../../platform/young-garbage.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import type { Registry } from "../../registry/registry.ts";
import { artefactKind } from "../document/manifest.ts";
import { type Image, imageOf } from "../image.ts";
import { recordImage } from "../image-record.ts";
import { everyManifest, type FoundManifest, findManifest } from "../manifest-lookup.ts";
import { hostPlatform, type Platform, platformRank, suitable } from "../platform.ts";
import type { Reference } from "../reference.ts";
import { notRunnable } from "./artefact.ts";
import { fetchBlobs, fetchContent } from "./content-fetch.ts";
import { type FetchedDocument, fetchDocument, storedDocument } from "./document-fetch.ts";
import { imageLabels, keepBytes, releaseKept } from "./kept-bytes.ts";
import { type LeasedEngine, leasedEngine, makeRoom } from "./pull-lease.ts";

/** Which of an image's platforms: some, all with everything that is attached to them, or the host's where undefined. */
export type WantedPlatforms = readonly Platform[] | "all" | undefined;

export interface RegistryPull {
  readonly engine: Engine;
  readonly registry: Registry;
  readonly reference: Reference;
  readonly platforms: WantedPlatforms;
  /** `auto`: what runs here. */
  readonly unpack: boolean | "auto";
  readonly sociIndexDigest?: string | undefined;
  /** Rejects where the image of that digest is not to be trusted: nothing more of it is fetched. */
  readonly verify?: ((digest: string) => Promise<void>) | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

interface ManifestToFetch extends FoundManifest {
  /** The platform that it was chosen for, where only its config tells whether it is for that. */
  readonly wanted: Platform | undefined;
  readonly isForHost: boolean;
}

/** Brings an image here from its registry, whatever is here already; the record comes last. */
export async function pullFromRegistry(pull: RegistryPull): Promise<Image> {
  const startMs = performance.now();
  // Before an answer of the registry that is more than a few headers has grown anything.
  using _frugal = collectYoungGarbageSoon();
  const { engine, reference, emit, signal } = pull;
  const { name } = reference;
  const top = await fetchDocument(pull, reference.digest ?? reference.tag!);
  await pull.verify?.(top.descriptor.digest);
  emit({ type: "image.resolved", image: name, digest: top.descriptor.digest });

  await using leased = await leasedEngine(engine, "pull", imageLabels(name));
  try {
    const platform = await fetchImage(pull, leased, top);
    const record = await recordImage(leased.engine, { name, target: top.descriptor }, signal);
    const image = await imageOf(pull, record, platform);
    await releaseKept(engine, name, signal);
    emit({ type: "image.pulled", image: name, elapsedMs: performance.now() - startMs });
    return image;
  } catch (error) {
    // Where it is too full even to make room, the first error says so.
    if (isNerdError(error, "DISK_FULL")) await makeRoom(leased).catch(() => {});
    else await keepBytes(leased, name, error);
    throw error;
  }
}

/** Gives the platform that stands for the image. */
async function fetchImage(pull: RegistryPull, leased: LeasedEngine, top: FetchedDocument): Promise<Platform> {
  const { manifests, blobs } = await chosenManifests(pull, leased, top);
  await fetchBlobs({ ...pull, unpack: false }, leased, blobs);
  for (const each of manifests) {
    const { wanted } = each;
    await fetchContent({ ...pull, wanted, unpack: isToUnpack(pull, each) }, leased, each);
  }
  const [first] = manifests;
  const own = manifests.find(({ isForHost }) => isForHost) ?? first;
  return own?.wanted ?? own?.descriptor.platform ?? hostPlatform();
}

async function chosenManifests(
  pull: RegistryPull,
  leased: LeasedEngine,
  top: FetchedDocument,
): Promise<{ readonly manifests: readonly ManifestToFetch[]; readonly blobs: readonly Descriptor[] }> {
  const { platforms, reference } = pull;
  const read = async (descriptor: Descriptor) => await storedDocument(leased.engine, pull, descriptor, top);
  const host = hostPlatform();
  if (platforms === "all") {
    const { manifests, blobs } = await everyManifest(read, top.descriptor, reference.name);
    const own = suitable(
      manifests.map(({ descriptor }) => ({ ...descriptor, platform: descriptor.platform ?? host })),
      host,
    )[0];
    const isForHost = ({ descriptor }: FoundManifest) => descriptor.digest === own?.digest;
    return { blobs, manifests: manifests.map((each) => ({ ...each, wanted: undefined, isForHost: isForHost(each) })) };
  }
  const manifests = new Map<string, ManifestToFetch>();
  for (const platform of platforms ?? [host]) {
    const found = await findManifest(read, top.descriptor, platform, reference.name);
    const isForHost = platformRank(platform, host) >= 0;
    // What an index says of a platform is enough: configs often leave out the variant.
    const wanted = found.descriptor.platform === undefined && platforms !== undefined ? platform : undefined;
    manifests.set(found.descriptor.digest, { ...found, wanted, isForHost });
  }
  return { blobs: [], manifests: [...manifests.values()] };
}

function isToUnpack({ unpack, reference, platforms }: RegistryPull, each: ManifestToFetch): boolean {
  const artefact = artefactKind(each.manifest);
  if (artefact !== undefined) {
    // Among all that an index names, such as attestations, nobody means those.
    if (unpack === true && platforms !== "all") throw notRunnable(reference.name, artefact);
    return false;
  }
  return unpack === "auto" ? each.isForHost : unpack;
}
