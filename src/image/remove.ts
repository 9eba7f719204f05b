import { NerdError } from "../errors.ts";
import { type ImageContext, targetOf } from "./image.ts";
import { forgetUnpacked } from "./layer/unpacked.ts";
import { type FoundRecords, findRecords } from "./lookup.ts";
import { familiarName } from "./reference.ts";

export interface RemovedImage {
  /** Names that are gone, in their short form. */
  readonly untagged: readonly string[];
  /** Digest of what had no other name, and so is gone with its layers. */
  readonly deleted: readonly string[];
}

/**
 * Removes a name, or by ID all names of an image; what nothing refers to any more is collected before this resolves. Without `force`,
 * throws IMAGE_IN_USE where a container was made from it, and where an ID has several names.
 */
export async function removeImage(context: ImageContext, query: string, { force = false } = {}): Promise<RemovedImage> {
  const { engine, signal } = context;
  const found = await findRecords(context, query);
  if (!force) await refuseUsed(context, query, found);
  const { digest } = targetOf(found.records[0]);
  const names = found.records.map(({ name }) => name);
  for (const name of names) await engine.images.delete(name, { sync: name === names.at(-1), signal });
  forgetUnpacked(engine);
  const isLeft = (await engine.images.list([`target.digest==${digest}`], { signal })).length > 0;
  return { untagged: names.map(familiarName), deleted: isLeft ? [] : [digest] };
}

async function refuseUsed(
  { engine, signal }: ImageContext,
  query: string,
  { by, records }: FoundRecords,
): Promise<void> {
  const names = records.map(({ name }) => name);
  if (by === "id" && names.length > 1) {
    throw new NerdError("IMAGE_IN_USE", `the image has ${names.length} names: ${query}`, {
      hint: `remove ${names.map(familiarName).join(", ")} one by one, or all with --force`,
    });
  }
  const containers = await engine.containers.list([], { signal });
  const users = containers.filter(({ image }) => names.includes(image)).map(({ id }) => id.slice(0, 12));
  if (users.length === 0) return;
  throw new NerdError(
    "IMAGE_IN_USE",
    `${users.length === 1 ? "a container uses" : `${users.length} containers use`} the image: ${query}`,
    {
      hint: `remove ${users.slice(0, 3).join(", ")}${users.length > 3 ? ", …" : ""} first, or remove the name alone with --force`,
    },
  );
}
