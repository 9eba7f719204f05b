import { type ForwardedContent, forwardedContent } from "../../buildkit/session/forwarded-content.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { tieImage } from "../../image/archive/loaded-image.ts";
import { type Image, localImage } from "../../image/image.ts";
import { recordImage } from "../../image/image-record.ts";
import { unpackImage } from "../../image/layer/unpack.ts";
import { isUnpacked } from "../../image/layer/unpacked.ts";
import { hostPlatform, parsePlatform, platformRank } from "../../image/platform.ts";
import { type LeasedEngine, leasedEngine } from "../../image/pull/pull-lease.ts";
import type { Descriptor } from "../../registry/descriptor.ts";

type StoreContext = Pick<Context, "engine" | "settings" | "emit" | "signal">;

/** The store here as a builder elsewhere fills it; what comes is kept until the block's end. */
export interface ReceivingStore extends AsyncDisposable {
  readonly content: ForwardedContent;
  readonly leased: LeasedEngine;
}

export async function receivingStore({ engine, settings }: StoreContext): Promise<ReceivingStore> {
  const leased = await leasedEngine(engine, "build");
  const content = forwardedContent({ address: settings.address, namespace: engine.namespace, lease: leased.lease });
  return {
    ...{ content, leased },
    [Symbol.asyncDispose]: async () => {
      content.close();
      await leased[Symbol.asyncDispose]();
    },
  };
}

/** Names an image whose blobs have come: whole, or not at all. */
export async function recordReceived(
  { emit, signal }: StoreContext,
  { leased }: ReceivingStore,
  { names, target }: { readonly names: readonly string[]; readonly target: Descriptor },
): Promise<void> {
  const { mediaType, digest, size } = target;
  const plain = { mediaType, digest, size };
  await tieImage({ leased, emit, signal, name: names[0]!, platforms: "all", unpack: false }, plain);
  for (const name of names) await recordImage(leased.engine, { name, target: plain }, signal);
}

/** The image as it is here now, for the first platform that runs here, ready to. */
export async function readyImage(context: StoreContext, name: string, platforms: readonly string[]): Promise<Image> {
  const host = hostPlatform();
  let chosen: { readonly image: Image; readonly runsHere: boolean } | undefined;
  for (const platform of platforms.length > 0 ? platforms.map((text) => parsePlatform(text)) : [undefined]) {
    const image = await localImage(context, name, platform);
    if (image === undefined) throw missing(name);
    const runsHere = platformRank(image.platform, host) >= 0;
    if (runsHere && image.layers.length > 0 && !(await isUnpacked(context, image))) await unpackImage(context, image);
    if (chosen === undefined || (runsHere && !chosen.runsHere)) chosen = { image, runsHere };
  }
  return chosen!.image; // There is one platform at least.
}

function missing(name: string): NerdError {
  return new NerdError("ENGINE_FAILED", `the builder says that it has stored ${name}, and it is not here`, {
    hint: "is the image being removed by another command?",
  });
}
