import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import type { Image } from "../image/image.ts";
import { imageById } from "../image/image-by-id.ts";
import { parsePlatform } from "../image/platform.ts";
import { pullImage } from "../image/pull/pull.ts";
import type { CreateOptions } from "./record/create-options.ts";
import { noImage } from "./root-directory.ts";

/** What a container is made from: with `--verify`, an image that has a signature by the key; with a root directory, none. */
export async function containerImage(
  context: Context,
  options: CreateOptions,
  root: string | undefined,
): Promise<Image> {
  const { image: reference, pull: policy, verify: tool = "none", cosignKey } = options;
  if (root !== undefined && tool !== "none") {
    throw new NerdError("INVALID_VALUE", "a directory is not signed: --verify and --rootfs", {
      hint: "leave one of them out",
    });
  }
  if (root !== undefined) return noImage();
  const platform = options.platform === undefined ? undefined : parsePlatform(options.platform);
  const named = tool === "none" ? await imageById(context, reference, platform) : undefined;
  if (named !== undefined) return named;
  if (tool === "none" && cosignKey === undefined) return await pullImage(context, { ...options, reference, policy });
  const { askedVerification } = await import("../image/sign/asked-key.ts");
  const signedBy = await askedVerification(context.cwd, { tool, cosignKey });
  return await pullImage(context, { ...options, reference, policy, signedBy });
}
