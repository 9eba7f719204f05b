import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { isDigest } from "../../registry/digest.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import type { RegistryOptions } from "../../registry/registry.ts";
import { type Image, localImage } from "../image.ts";
import { unpackImage } from "../layer/unpack.ts";
import { isUnpacked } from "../layer/unpacked.ts";
import { withNearImages } from "../lookup.ts";
import { formatPlatform, type Platform, parsePlatform } from "../platform.ts";
import { parseReference, type Reference } from "../reference.ts";
import { pullFromRegistry, type RegistryPull } from "./registry-pull.ts";

/** Docker's `--pull`. */
export type PullPolicy = "always" | "missing" | "never";

export interface PullInput {
  readonly reference: string;
  /** `linux/arm64`; the host's where absent. */
  readonly platform?: string | undefined;
  readonly policy: PullPolicy;
  /** No events of progress. */
  readonly quiet?: boolean | undefined;
  /** Make the layers snapshots, so that containers can start; true where absent. */
  readonly unpack?: boolean | undefined;
  /** The SOCI index that a snapshotter of that kind shall use; found in the registry where absent. */
  readonly sociIndexDigest?: string | undefined;
  /** How to talk to the registry; sensible where absent. */
  readonly registry?: RegistryOptions | undefined;
}

export type PullContext = Pick<Context, "engine" | "settings" | "emit" | "signal">;

/**
 * The image of a reference, brought here where the policy wants it. One that is here costs one call to the engine. Throws UNKNOWN_IMAGE,
 * IMAGE_NOT_PRESENT (policy `never`), REGISTRY_UNREACHABLE, REGISTRY_DENIED, REGISTRY_FAILED, DIGEST_MISMATCH and UNSUPPORTED (no such
 * platform). Until the record stands, a lease keeps what has come; where this fails or is cancelled, it is collected.
 */
export async function pullImage(context: PullContext, input: PullInput): Promise<Image> {
  const reference = parseReference(input.reference);
  const platform = input.platform === undefined ? undefined : parsePlatform(input.platform);
  const { policy, quiet = false, unpack = true, sociIndexDigest } = input;
  if (sociIndexDigest !== undefined) checkDigest(sociIndexDigest);
  if (policy !== "always") {
    const image = await localImage(context, reference.name, platform);
    if (image !== undefined) return unpack ? await runnable(context, image) : image;
    if (policy === "never") throw notPresent(reference, platform);
  }
  const { engine, settings, signal } = context;
  using registry = await openRegistry(reference.domain, settings, input.registry);
  const emit = quiet ? () => {} : context.emit;
  const pull = { engine, registry, reference, platform, unpack, sociIndexDigest, emit, signal };
  try {
    return (await unchanged(context, pull)) ?? (await pullFromRegistry(pull));
  } catch (error) {
    throw await withNearImages(context, input.reference, error);
  }
}

/** The image that is here, where its tag still points at it: found without fetching, and so without being counted. */
async function unchanged(
  context: PullContext,
  { registry, reference, platform, unpack }: RegistryPull,
): Promise<Image | undefined> {
  const image = await localImage(context, reference.name, platform);
  if (image === undefined || (unpack && !(await isUnpacked(context, image)))) return undefined;
  const { path, digest, tag, name } = reference;
  const remote = await registry.resolve({ repository: path, version: digest ?? tag!, what: name }, context.signal);
  return remote?.digest === image.digest ? image : undefined;
}

/** An image that was pulled without its layers unpacked, or for another snapshotter, is unpacked now. */
async function runnable(context: PullContext, image: Image): Promise<Image> {
  if (!(await isUnpacked(context, image))) await unpackImage(context, image);
  return image;
}

function checkDigest(digest: string): void {
  if (isDigest(digest)) return;
  throw new NerdError("INVALID_VALUE", `not a digest: ${digest}`, { hint: "write sha256: and 64 hexadecimal digits" });
}

function notPresent({ name }: Reference, platform: Platform | undefined): NerdError {
  const suffix = platform === undefined ? "" : ` for ${formatPlatform(platform)}`;
  return new NerdError("IMAGE_NOT_PRESENT", `the image is not here${suffix}: ${name}`, { hint: `nerdsh pull ${name}` });
}
