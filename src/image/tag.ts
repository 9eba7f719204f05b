import { NerdError } from "../errors.ts";
import { type Image, type ImageContext, imageOf, targetOf } from "./image.ts";
import { recordImage } from "./image-record.ts";
import { findRecords } from "./lookup.ts";
import { hostPlatform } from "./platform.ts";
import { familiarName, parseReference } from "./reference.ts";

/**
 * Gives an image one more name; a name that is taken points at it from then on. Throws UNKNOWN_IMAGE, and INVALID_VALUE for a name with a
 * digest, which says itself what it names.
 */
export async function tagImage(context: ImageContext, query: string, name: string): Promise<Image> {
  const { domain, path, digest, name: full } = parseReference(name);
  if (digest !== undefined) {
    throw new NerdError("INVALID_VALUE", `a name with a digest is no tag: ${name}`, {
      hint: `leave out @${digest}: ${familiarName(`${domain}/${path}`)}:TAG`,
      exitCode: 1,
    });
  }
  const { records } = await findRecords(context, query);
  const [{ labels }] = records;
  const record = await recordImage(
    context.engine,
    { name: full, target: targetOf(records[0]), labels },
    context.signal,
  );
  return await imageOf(context, record, hostPlatform());
}
