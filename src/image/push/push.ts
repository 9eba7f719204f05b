import type { KeyObject } from "node:crypto";
import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import type { RegistryOptions } from "../../registry/registry.ts";
import { targetOf } from "../image.ts";
import { findRecords } from "../lookup.ts";
import { parsePlatforms } from "../platform.ts";
import { familiarName, parseReference, type Reference } from "../reference.ts";
import type { PushPlatforms } from "./push-tree.ts";
import { pushToRegistry } from "./registry-push.ts";

export interface PushInput {
  readonly reference: string;
  /** Only these of an image of several: `linux/arm64`. Where absent, those that are here; with a digest, all. */
  readonly platforms?: readonly string[] | undefined;
  /** Every platform, and a failure where one is not here. */
  readonly allPlatforms?: boolean | undefined;
  /** Every tag of the repository that is here; the reference has none. */
  readonly allTags?: boolean | undefined;
  /** Layers that their owner gives out alone, too. */
  readonly nondistributable?: boolean | undefined;
  /** Layers as eStargz in the registry, whatever they are here. */
  readonly estargz?: boolean | undefined;
  /** The private key by which each image is signed once it is there. */
  readonly signWith?: KeyObject | undefined;
  /** No events of progress. */
  readonly quiet?: boolean | undefined;
  /** How to talk to the registry; sensible where absent. */
  readonly registry?: RegistryOptions | undefined;
}

/** What a registry has by now. */
export interface PushedImage {
  /** `docker.io/library/nginx:latest` */
  readonly name: string;
  /** As users write the repository: `localhost:5000/app`. */
  readonly repository: string;
  /** Absent where it was pushed by its digest. */
  readonly tag: string | undefined;
  readonly digest: string;
  /** Bytes of the manifest or index that the tag points at. */
  readonly size: number;
}

export type PushContext = Pick<Context, "engine" | "settings" | "emit" | "signal">;

/**
 * Brings an image, or all tags of a repository, to its registry: blobs that it lacks, some at a time, then manifests, and the tag last.
 * Throws UNKNOWN_IMAGE, IMAGE_NOT_PRESENT where a part of it is not here, UNSUPPORTED (no such platform), DIGEST_MISMATCH,
 * REGISTRY_UNREACHABLE, REGISTRY_DENIED and REGISTRY_FAILED. A push that was cut off leaves the tag as it was; the next one finds there
 * what it has brought.
 */
export async function pushImage(context: PushContext, input: PushInput): Promise<readonly PushedImage[]> {
  const reference = parseReference(input.reference);
  const { allTags = false, nondistributable = false, quiet = false } = input;
  const platforms = platformsOf(input, reference);
  const names = allTags ? await tagsOf(context, reference, input.reference) : [reference.name];
  using registry = await openRegistry(reference.domain, context.settings, input.registry);
  const emit = quiet ? () => {} : context.emit;
  const pushed: PushedImage[] = [];
  // One after the other: they share their layers, which the second finds there.
  for (const name of names) {
    const { records } = await findRecords(context, name);
    const push = { ...context, emit, registry, reference: parseReference(name), platforms, nondistributable };
    // Most pushes convert nothing, and need not load how that is done.
    const pushEstargz = input.estargz && (await import("./estargz-push.ts")).pushEstargz;
    const image = await (pushEstargz ? pushEstargz(push, input) : pushToRegistry(push, targetOf(records[0])));
    if (input.signWith) {
      const { signImage } = await import("../sign/sign.ts");
      await signImage({ ...push, digest: image.digest }, input.signWith);
    }
    pushed.push(image);
  }
  return pushed;
}

function platformsOf({ platforms = [], allPlatforms = false }: PushInput, { digest }: Reference): PushPlatforms {
  // Who names a digest means that one, not a smaller index.
  if (!allPlatforms && platforms.length === 0) return digest === undefined ? "here" : "all";
  if (!allPlatforms) return parsePlatforms(platforms);
  if (platforms.length === 0) return "all";
  throw new NerdError("INVALID_VALUE", "--platform and --all-platforms exclude each other");
}

/** Names of the tags that are here of a repository; throws UNKNOWN_IMAGE where there are none. */
async function tagsOf(
  { engine, signal }: PushContext,
  { domain, path, digest }: Reference,
  text: string,
): Promise<string[]> {
  if (digest !== undefined || /:[^/]*$/.test(text)) {
    throw new NerdError("INVALID_VALUE", "tag can't be used with --all-tags/-a", {
      hint: `name the repository alone: ${familiarName(`${domain}/${path}`)}`,
      exitCode: 1,
    });
  }
  const records = await engine.images.list([], { signal });
  const names = records.map(({ name }) => name).filter((name) => isTagOf(name, `${domain}/${path}`));
  if (names.length > 0) return names.sort();
  throw new NerdError("UNKNOWN_IMAGE", `no tag of this repository is here: ${text}`, {
    hint: "nerdsh images lists all",
  });
}

function isTagOf(name: string, repository: string): boolean {
  try {
    const { domain, path, tag, digest } = parseReference(name);
    return tag !== undefined && digest === undefined && `${domain}/${path}` === repository;
  } catch (error) {
    // Others give images names of their own making.
    if (isNerdError(error, "INVALID_VALUE")) return false;
    throw error;
  }
}
