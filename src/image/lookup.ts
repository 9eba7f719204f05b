import type { ImagesImage } from "../engine/protocol.ts";
import { isNerdError, NerdError, unknownName } from "../errors.ts";
import { artefactKind } from "./document/manifest.ts";
import { type Image, type ImageContext, imageOf, recordNamed, targetOf } from "./image.ts";
import { readImageContent } from "./image-content.ts";
import { hostPlatform, type Platform } from "./platform.ts";
import { familiarName, parseReference, type Reference } from "./reference.ts";

/** How a user's word led to its records: a name has one, an ID all the names of one image, whatever manifests it has under them. */
export interface FoundRecords {
  readonly by: "name" | "id";
  readonly records: readonly [ImagesImage, ...ImagesImage[]];
}

/**
 * The image that a user names by reference, or by the start of its ID or digest. Throws UNKNOWN_IMAGE, with the closest names, and
 * AMBIGUOUS_NAME where an ID's start fits several images.
 */
export async function resolveImage(
  context: ImageContext,
  query: string,
  platform: Platform = hostPlatform(),
): Promise<Image> {
  const { records } = await findRecords(context, query);
  return await imageOf(context, records[0], platform);
}

/** The records behind a name or an ID: by one call where it is a name. */
export async function findRecords(context: ImageContext, query: string): Promise<FoundRecords> {
  const reference = referenceIn(query);
  const named = reference && (await recordNamed(context, reference.name));
  if (named !== undefined) return { by: "name", records: [named] };

  const records = await context.engine.images.list([], { signal: context.signal });
  const matches = await matching(context, records, query, reference);
  const [first, ...others] = matches.map(({ record }) => record);
  if (first === undefined) throw unknownImage(query, records);
  const images = new Set(matches.map(({ digest }) => digest));
  if (images.size > 1) throw ambiguous(query, [...images]);
  return { by: "id", records: [first, ...others] };
}

interface Match {
  readonly record: ImagesImage;
  /** Of what the word names: the record's target, or the image's config. */
  readonly digest: string;
}

async function matching(
  context: ImageContext,
  records: readonly ImagesImage[],
  query: string,
  reference: Reference | undefined,
): Promise<Match[]> {
  const byTarget = (fits: (digest: string, record: ImagesImage) => boolean) =>
    records
      .map((record) => ({ record, digest: targetOf(record).digest }))
      .filter(({ record, digest }) => fits(digest, record));
  if (reference?.digest !== undefined) {
    const repository = `${reference.domain}/${reference.path}`;
    const isOf = ({ name }: ImagesImage) => name.startsWith(`${repository}:`) || name.startsWith(`${repository}@`);
    return byTarget((digest, record) => isOf(record) && digest === reference.digest);
  }
  const [, hex] = /^(?:sha256:)?([0-9a-f]{2,64})$/.exec(query) ?? [];
  if (hex === undefined) return [];
  const start = `sha256:${hex}`;
  const targets = byTarget((digest) => digest.startsWith(start));
  if (targets.length > 0) return targets;
  // Docker's ID is the config's digest, for which each image has to be read: one may have manifests of several forms.
  const ids = await Promise.all(records.map(async (record) => await idsOf(context, record)));
  return records.flatMap((record, index) => {
    const [digest, ...others] = ids[index]!;
    return digest !== undefined && [digest, ...others].some((id) => id.startsWith(start)) ? [{ record, digest }] : [];
  });
}

/**
 * Digests of config and manifest, first the one that tells images apart; none where the content is not here. The config of artefacts is
 * the same empty one for many.
 */
async function idsOf({ engine, signal }: ImageContext, record: ImagesImage): Promise<string[]> {
  try {
    const { descriptor, manifest } = await readImageContent(engine, targetOf(record), hostPlatform(), signal);
    const digests = [manifest.config.digest, descriptor.digest];
    return artefactKind(manifest) === undefined ? digests : digests.reverse();
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND") || isNerdError(error, "UNSUPPORTED") || isNerdError(error, "IMAGE_INVALID"))
      return [];
    throw error;
  }
}

function referenceIn(query: string): Reference | undefined {
  try {
    return parseReference(query);
  } catch {
    // `sha256:…` and other starts of IDs are no references.
    return undefined;
  }
}

/** An image that its registry does not have, either: with the closest of those here, where one is close, before what the registry said. */
export async function withNearImages(context: ImageContext, query: string, error: unknown): Promise<unknown> {
  if (!isNerdError(error, "UNKNOWN_IMAGE") && !isNerdError(error, "REGISTRY_DENIED")) return error;
  const { suggestions } = unknownImage(query, await context.engine.images.list([], { signal: context.signal }));
  const [nearest] = suggestions;
  if (nearest === undefined) return error;
  const hint = `did you mean ${nearest}, which is here?${error.hint === undefined ? "" : ` ${error.hint}`}`;
  return new NerdError(error.code, error.message, { suggestions, hint, cause: error });
}

/** A slip is looked for in the names as they are typed, with their tags only where the query has one. */
function unknownImage(query: string, records: readonly ImagesImage[]): NerdError {
  const hasTag = /:[^/]*$/.test(query);
  const names = records.map(({ name }) => familiarName(name)).filter((name) => !name.includes("@"));
  const known = new Set(hasTag ? names : names.map((name) => name.replace(/:[^/]*$/, "")));
  known.delete(query);
  return unknownName("UNKNOWN_IMAGE", query, known);
}

function ambiguous(query: string, digests: readonly string[]): NerdError {
  return new NerdError("AMBIGUOUS_NAME", `${digests.length} images have an ID that starts with ${query}`, {
    hint: "write more of the ID",
    suggestions: digests,
  });
}
