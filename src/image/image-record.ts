import type { Engine } from "../engine/engine.ts";
import type { ImagesImage } from "../engine/protocol.ts";
import { isNerdError } from "../errors.ts";
import type { Descriptor } from "../registry/descriptor.ts";
import type { Labels } from "./gc-labels.ts";

/** Points a name at a target, whether or not the name is there; gives the record as it is then. */
export async function recordImage(
  engine: Engine,
  { name, target, labels = {} }: { name: string; target: Descriptor; labels?: Labels },
  signal: AbortSignal,
): Promise<ImagesImage> {
  const { mediaType, digest, size, annotations = {} } = target;
  const image = { name, target: { mediaType, digest, size, annotations }, labels };
  try {
    await engine.images.create(image, { signal });
  } catch (error) {
    if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
    await engine.images.update(image, ["target", ...Object.keys(labels).map((key) => `labels.${key}`)], { signal });
  }
  return await engine.images.get(name, { signal });
}
