import type { KeyObject } from "node:crypto";
import type { Context } from "../../context.ts";
import type { ImagesImage } from "../../engine/protocol.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { isDigest } from "../../registry/digest.ts";
import { openRegistry } from "../../registry/open-registry.ts";
import type { RegistryOptions } from "../../registry/registry.ts";
import { type Image, recordNamed } from "../image.ts";
import { withNearImages } from "../lookup.ts";
import { formatPlatform, parsePlatforms } from "../platform.ts";
import { parseReference, type Reference } from "../reference.ts";
import type { SignedImage } from "../sign/signatures.ts";
import { imageHere } from "./image-here.ts";
import { pullFromRegistry, type RegistryPull, type WantedPlatforms } from "./registry-pull.ts";

/** Docker's `--pull`. */
export type PullPolicy = "always" | "missing" | "never";

export interface PullInput {
  readonly reference: string;
  /** `linux/arm64`, or several of them; the host's where absent. */
  readonly platform?: string | readonly string[] | undefined;
  /** Every platform, and what is attached to them, such as attestations. */
  readonly allPlatforms?: boolean | undefined;
  readonly policy: PullPolicy;
  /** No events of progress. */
  readonly quiet?: boolean | undefined;
  /** Make the layers snapshots, so that containers can start; true where absent, and what runs here with `auto`. */
  readonly unpack?: boolean | "auto" | undefined;
  /** The SOCI index that a snapshotter of that kind shall use; found in the registry where absent. */
  readonly sociIndexDigest?: string | undefined;
  /** The public key that a signature at the registry must be by; none is looked for where absent. */
  readonly signedBy?: KeyObject | undefined;
  /** How to talk to the registry; sensible where absent. */
  readonly registry?: RegistryOptions | undefined;
}

export type PullContext = Pick<Context, "engine" | "settings" | "emit" | "signal">;

/**
 * The image of a reference, brought here where the policy wants it; of several platforms, the host's, or the first. One that is here costs
 * one call to the engine. Throws UNKNOWN_IMAGE, IMAGE_NOT_PRESENT (policy `never`), REGISTRY_UNREACHABLE, REGISTRY_DENIED, REGISTRY_FAILED,
 * DIGEST_MISMATCH, SIGNATURE_INVALID and UNSUPPORTED (no such platform). Until the record stands, a lease keeps what has come; where this fails or is
 * cancelled, another one does for a day, so that the next pull goes on from there.
 */
export async function pullImage(context: PullContext, input: PullInput): Promise<Image> {
  const reference = parseReference(input.reference);
  const platforms = wantedPlatforms(input);
  const { policy, quiet = false, unpack = true, sociIndexDigest } = input;
  if (sociIndexDigest !== undefined) checkDigest(sociIndexDigest);
  const lookUp = async () => (platforms === "all" ? undefined : await recordNamed(context, reference.name));
  if (policy !== "always" && platforms !== "all") {
    const record = await lookUp();
    const image = record && (await imageHere(context, record, { platforms, unpack }));
    if (image !== undefined) return await verified(context, input, reference, image);
  }
  if (policy === "never") throw notPresent(reference, platforms);
  const { engine, settings, signal } = context;
  // What is not whole by another policy needs no second look; else the engine is asked while the registry's configuration is read.
  const asked = policy === "always" ? lookUp() : undefined;
  const [opened, record] = await Promise.all([openRegistry(reference.domain, settings, input.registry), asked]);
  using registry = opened;
  const emit = quiet ? () => {} : context.emit;
  const verify = input.signedBy && verifierOf(input.signedBy, { registry, reference, signal });
  const pull = { engine, registry, reference, platforms, unpack, sociIndexDigest, verify, emit, signal };
  try {
    return (record && (await unchanged(context, pull, record))) ?? (await pullFromRegistry(pull));
  } catch (error) {
    throw await withNearImages(context, input.reference, error);
  }
}

/** The image that is here, where its tag still points at it: found without fetching, and so without being counted. */
async function unchanged(context: PullContext, pull: RegistryPull, record: ImagesImage): Promise<Image | undefined> {
  const { registry, reference, platforms, unpack } = pull;
  const { path, digest, tag, name } = reference;
  if (platforms === "all") return undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  // Asked beside the engine, of which more than one answer is needed.
  const asked = registry.resolve({ repository: path, version: digest ?? tag!, what: name }, signal);
  asked.catch(() => {}); // Of no interest where the image is not whole.
  await new Promise((resolve) => setImmediate(resolve)); // It takes longer: what it is asked goes out first.
  try {
    const image = await imageHere(context, record, { platforms, unpack });
    if (image === undefined || (await asked)?.digest !== image.digest) return undefined;
    await pull.verify?.(image.digest);
    return image;
  } catch (error) {
    // What is here is no image to run; what the tag points at by now may be one.
    if (isNerdError(error, "UNSUPPORTED")) return undefined;
    throw error;
  } finally {
    stop.abort("nobody asks any more"); // Of a reason of its own, the runtime would note where it was made.
  }
}

/** What is here may have come without being verified: who asks for that has the registry asked once more. */
async function verified(context: PullContext, input: PullInput, reference: Reference, image: Image): Promise<Image> {
  if (input.signedBy === undefined) return image;
  using registry = await openRegistry(reference.domain, context.settings, input.registry);
  await verifierOf(input.signedBy, { registry, reference, signal: context.signal })(image.digest);
  return image;
}

function verifierOf(key: KeyObject, image: Omit<SignedImage, "digest">): NonNullable<RegistryPull["verify"]> {
  return async (digest) => {
    const { verifySignature } = await import("../sign/verify.ts");
    await verifySignature({ ...image, digest }, key);
  };
}

/** What `--platform` and `--all-platforms` ask for; throws INVALID_VALUE where that is both. */
export function wantedPlatforms({
  platform,
  allPlatforms = false,
}: Pick<PullInput, "platform" | "allPlatforms">): WantedPlatforms {
  const platforms = parsePlatforms(platform ?? []);
  if (platforms.length === 0) return allPlatforms ? "all" : undefined;
  if (!allPlatforms) return platforms;
  throw new NerdError("INVALID_VALUE", "some platforms and all of them: --platform and --all-platforms", {
    hint: "leave one of them out",
  });
}

function checkDigest(digest: string): void {
  if (isDigest(digest)) return;
  throw new NerdError("INVALID_VALUE", `not a digest: ${digest}`, { hint: "write sha256: and 64 hexadecimal digits" });
}

function notPresent({ name }: Reference, platforms: WantedPlatforms): NerdError {
  const suffix =
    platforms === undefined || platforms === "all" ? "" : ` for ${platforms.map(formatPlatform).join(", ")}`;
  return new NerdError("IMAGE_NOT_PRESENT", `the image is not here${suffix}: ${name}`, { hint: `nerdsh pull ${name}` });
}
