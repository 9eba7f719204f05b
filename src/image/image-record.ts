import type { Engine } from "../engine/engine.ts";
import type { ImagesImage } from "../engine/protocol.ts";
import { isNerdError, NerdError } from "../errors.ts";
import type { Descriptor } from "../registry/descriptor.ts";
import type { Labels } from "./gc-labels.ts";

/** Points a name at a target, whether or not the name is there; gives the record as it is then. Throws DIGEST_MISMATCH as `requireOwnDigest`. */
export async function recordImage(
  engine: Engine,
  { name, target, labels = {} }: { name: string; target: Descriptor; labels?: Labels },
  signal: AbortSignal,
): Promise<ImagesImage> {
  requireOwnDigest(name, target);
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

/** Who runs `nginx@sha256:…` means these bytes: throws DIGEST_MISMATCH where a name's digest is not that of what it is to name. */
export function requireOwnDigest(name: string, { digest }: Descriptor): void {
  if (isOwnDigest(name, digest)) return;
  throw new NerdError("DIGEST_MISMATCH", `${name} would name another image: ${digest}`);
}

/** Whether a name has no digest, or that of what it names. */
export function isOwnDigest(name: string, digest: string | undefined): boolean {
  const at = name.indexOf("@");
  return at < 0 || name.slice(at + 1) === digest;
}
