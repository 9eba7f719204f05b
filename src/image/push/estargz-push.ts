import { convertUnderLease } from "../convert/convert.ts";
import { layerFormat } from "../convert/plan/convert-options.ts";
import { wantedPlatforms } from "../pull/pull.ts";
import { leasedEngine } from "../pull/pull-lease.ts";
import type { PushedImage, PushInput } from "./push.ts";
import { pushToRegistry, type RegistryPush } from "./registry-push.ts";

/** Pushes the image with layers that a stargz snapshotter fetches file by file. Here it stays as it is, and a lease keeps the others. */
export async function pushEstargz(push: RegistryPush, { platforms, allPlatforms }: PushInput): Promise<PushedImage> {
  const { name } = push.reference;
  await using leased = await leasedEngine(push.engine, "push");
  const { target } = await convertUnderLease(push, leased, {
    source: name,
    target: name,
    format: layerFormat({ estargz: true }),
    oci: true,
    platforms: wantedPlatforms({ platform: platforms, allPlatforms }),
  });
  return await pushToRegistry(push, target);
}
