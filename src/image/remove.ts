import { isNerdError, NerdError } from "../errors.ts";
import { announceImage } from "./announcement.ts";
import { type ImageContext, imageOf, targetOf } from "./image.ts";
import { ImageUsers } from "./image-users.ts";
import { forgetUnpacked } from "./layer/unpacked.ts";
import { type FoundRecords, findRecords } from "./lookup.ts";
import { hostPlatform } from "./platform.ts";
import { familiarName } from "./reference.ts";

export interface RemovedImage {
  /** Names that are gone, in their short form. */
  readonly untagged: readonly string[];
  /** Digests of what had no other name, and so is gone with its layers. */
  readonly deleted: readonly string[];
}

export interface RemoveOptions {
  /** Though a container was made from it, or an ID has several names; never by ID what a container runs from. */
  readonly force?: boolean;
  /** Leaves it to the engine when to collect what is freed. */
  readonly async?: boolean;
}

/**
 * Removes a name, or by ID all names of an image; what nothing refers to any more is collected before this resolves. A name of several is
 * taken away whoever uses the image. Throws IMAGE_IN_USE where a container was made from what would go, and where an ID has several names.
 */
export async function removeImage(
  context: ImageContext,
  query: string,
  { force = false, async = false }: RemoveOptions = {},
): Promise<RemovedImage> {
  const { engine, signal } = context;
  const found = await findRecords(context, query);
  const digests = [...new Set(found.records.map((record) => targetOf(record).digest))];
  const names = found.records.map(({ name }) => name);
  const filters = digests.map((digest) => `target.digest==${digest}`);
  const sameTarget = await engine.images.list(filters, { signal });
  const isLast = sameTarget.every(({ name }) => names.includes(name));
  if (!force && found.by === "id" && names.length > 1) throw severalNames(query, names);
  if (isLast) await refuseUsed(context, query, { found, force });
  for (const name of names) await engine.images.delete(name, { sync: !async && name === names.at(-1), signal });
  forgetUnpacked(engine);
  const deleted = isLast ? digests : [];
  for (const digest of deleted) await announceImage(context, digest, "delete");
  return { untagged: names.map(familiarName), deleted };
}

async function refuseUsed(
  context: ImageContext,
  query: string,
  { found: { by, records }, force }: { found: FoundRecords; force: boolean },
): Promise<void> {
  if (force && by === "name") return;
  const names = records.map(({ name }) => name);
  const [users, chainId] = await Promise.all([ImageUsers.of(context), topLayer(context, records[0])]);
  const containers = users.find(names, chainId);
  const running = force ? await context.engine.tasks.list({ signal: context.signal }) : undefined;
  const ids = containers.map(({ id }) => id).filter((id) => running?.has(id) ?? true);
  if (ids.length === 0) return;
  const who = ids.length === 1 ? "a container" : `${ids.length} containers`;
  const some = `${ids
    .slice(0, 3)
    .map((id) => id.slice(0, 12))
    .join(", ")}${ids.length > 3 ? ", …" : ""}`;
  if (force) {
    throw new NerdError("IMAGE_IN_USE", `${who} ${ids.length === 1 ? "runs" : "run"} from the image: ${query}`, {
      hint: `stop ${some} first: what runs is not even removed with --force`,
    });
  }
  throw new NerdError("IMAGE_IN_USE", `${who} ${ids.length === 1 ? "uses" : "use"} the image: ${query}`, {
    hint: `remove ${some} first, or remove the name alone with --force`,
  });
}

/** Name of the snapshot that containers are put on; empty where the image cannot be read, so that it can be removed. */
async function topLayer(context: ImageContext, record: FoundRecords["records"][0]): Promise<string> {
  try {
    return (await imageOf(context, record, hostPlatform())).chainId;
  } catch (error) {
    if (["NOT_FOUND", "IMAGE_INVALID", "UNSUPPORTED"].some((code) => isNerdError(error) && error.code === code))
      return "";
    throw error;
  }
}

function severalNames(query: string, names: readonly string[]): NerdError {
  return new NerdError("IMAGE_IN_USE", `the image has ${names.length} names: ${query}`, {
    hint: `remove ${names.map(familiarName).join(", ")} one by one, or all with --force`,
  });
}
