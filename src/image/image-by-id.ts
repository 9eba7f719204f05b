import type { Context } from "../context.ts";
import { isNerdError } from "../errors.ts";
import { type Image, localImage } from "./image.ts";
import { unpackImage } from "./layer/unpack.ts";
import { isUnpacked } from "./layer/unpacked.ts";
import { resolveImage } from "./lookup.ts";
import { hostPlatform, type Platform } from "./platform.ts";

/** Shorter ones are more likely names; Docker prints twelve digits. */
const idPattern = /^(?:sha256:)?[0-9a-f]{12,64}$/;

/**
 * The image that a text names by ID, or by the name that images without one have, ready to run: `run $(nerdsh build -q .)`. Undefined where
 * it is another name. Throws AMBIGUOUS_NAME.
 */
export async function imageById(
  context: Pick<Context, "engine" | "emit" | "signal">,
  text: string,
  platform: Platform = hostPlatform(),
): Promise<Image | undefined> {
  const isNameless = text.startsWith(`${context.engine.snapshotter}@`);
  if (!isNameless && !idPattern.test(text)) return undefined;
  const image = isNameless ? await localImage(context, text, platform) : await byId(context, text, platform);
  if (image !== undefined && !(await isUnpacked(context, image))) await unpackImage(context, image);
  return image;
}

async function byId(
  context: Pick<Context, "engine" | "signal">,
  text: string,
  platform: Platform,
): Promise<Image | undefined> {
  try {
    return await resolveImage(context, text, platform);
  } catch (error) {
    if (isNerdError(error, "UNKNOWN_IMAGE")) return undefined; // A name may look like one.
    throw error;
  }
}
