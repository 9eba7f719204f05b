import type { Context } from "../../context.ts";
import type { ImagesImage } from "../../engine/protocol.ts";
import { isNerdError } from "../../errors.ts";
import { type Image, recordedImage } from "../image.ts";
import { unpackImage } from "../layer/unpack.ts";
import { isUnpacked } from "../layer/unpacked.ts";
import { hostPlatform, type Platform, platformRank } from "../platform.ts";
import { notRunnable } from "./artefact.ts";

export interface ImageToHave {
  /** The host's where undefined. */
  readonly platforms: readonly Platform[] | undefined;
  /** `auto`: what runs here. */
  readonly unpack: boolean | "auto";
}

/**
 * The image of a record as it is here, whole for each platform; undefined where anything has to be fetched. What was pulled without its layers unpacked,
 * or for another snapshotter, is unpacked now.
 */
export async function imageHere(
  context: Pick<Context, "engine" | "emit" | "signal">,
  record: ImagesImage,
  { platforms, unpack }: ImageToHave,
): Promise<Image | undefined> {
  const host = hostPlatform();
  let chosen: Image | undefined;
  let isForHost = false;
  for (const platform of platforms ?? [undefined]) {
    const image = await imageFor(context, record, platform);
    if (image === undefined) return undefined;
    const runsHere = platform === undefined || platformRank(platform, host) >= 0;
    if (!(await isReady(context, image, unpack === "auto" ? runsHere && !image.artefact : unpack))) return undefined;
    if (chosen === undefined || (runsHere && !isForHost)) [chosen, isForHost] = [image, runsHere];
  }
  return chosen;
}

/** An index that is here without the platform says nothing of the one that its name stands for by now. */
async function imageFor(
  context: Pick<Context, "engine" | "signal">,
  record: ImagesImage,
  platform: Platform | undefined,
): Promise<Image | undefined> {
  try {
    return await recordedImage(context, record, platform);
  } catch (error) {
    if (isNerdError(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}

async function isReady(
  context: Pick<Context, "engine" | "emit" | "signal">,
  image: Image,
  isToUnpack: boolean,
): Promise<boolean> {
  if (image.artefact !== undefined && isToUnpack) throw notRunnable(image.name, image.artefact);
  // A remote snapshotter has layers whose blobs are not here: who wants no snapshots, wants those.
  if (isToUnpack && (await isUnpacked(context, image))) return true;
  if (!(await isWhole(context, image))) return false;
  if (isToUnpack) await unpackImage(context, image);
  return true;
}

/** An index keeps the manifests of all its platforms, also of one whose layers a pull did not get to. */
async function isWhole({ engine, signal }: Pick<Context, "engine" | "signal">, { layers }: Image): Promise<boolean> {
  const digests = new Set(layers.map(({ digest }) => digest));
  if (digests.size === 0) return true;
  const found = await engine.content.list(
    [...digests].map((digest) => `digest==${digest}`),
    { signal },
  );
  return found.length === digests.size;
}
