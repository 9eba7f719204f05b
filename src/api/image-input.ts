import type { Image } from "../image/image.ts";

/** An image by its name, or by the handle that `build()`, `pull()` or `image()` gave. */
export type ImageInput = string | Pick<Image, "name" | "configDigest">;

/** As it is asked for; one without a name by its id. */
export function imageText(image: ImageInput): string {
  return typeof image === "string" ? image : image.name || image.configDigest;
}
