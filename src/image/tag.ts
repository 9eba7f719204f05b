import { type Image, type ImageContext, imageOf, targetOf } from "./image.ts";
import { recordImage } from "./image-record.ts";
import { findRecords } from "./lookup.ts";
import { newName } from "./new-name.ts";
import { hostPlatform } from "./platform.ts";

/**
 * Gives an image one more name; a name that is taken points at it from then on. Throws UNKNOWN_IMAGE, and INVALID_VALUE for a name
 * that says itself what it names.
 */
export async function tagImage(context: ImageContext, query: string, name: string): Promise<Image> {
  const { name: full } = newName(name);
  const { records } = await findRecords(context, query);
  const [{ labels }] = records;
  const record = await recordImage(
    context.engine,
    { name: full, target: targetOf(records[0]), labels },
    context.signal,
  );
  return await imageOf(context, record, hostPlatform());
}
