import type { Engine } from "../engine/engine.ts";
import { NerdError } from "../errors.ts";
import { type Descriptor, isIndexType } from "../registry/descriptor.ts";
import { artefactKind } from "./document/manifest.ts";
import { readImageContent } from "./image-content.ts";
import { formatPlatform, hostPlatform, type Platform, platformRank } from "./platform.ts";

interface Asked {
  readonly engine: Engine;
  /** The image as errors shall name it. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * What has no index is of one platform, whichever are asked for: throws UNSUPPORTED where it is another one. An index is asked where it is
 * read, and an artefact is of none.
 */
export async function requirePlatforms(
  { engine, name, signal }: Asked,
  target: Descriptor,
  platforms: readonly Platform[],
): Promise<void> {
  if (platforms.length === 0 || isIndexType(target.mediaType)) return;
  const { manifest, document } = await readImageContent(engine, target, hostPlatform(), signal);
  const other = platforms.find((wanted) => platformRank(document.platform, wanted) < 0);
  if (other === undefined || artefactKind(manifest) !== undefined) return;
  throw new NerdError("UNSUPPORTED", `no ${formatPlatform(other)} in the image ${name}`, {
    hint: `it has ${formatPlatform(document.platform)}`,
  });
}

/** The platform that is asked for, else the host's, for which an image of another one alone is taken as it is. Throws as above. */
export async function askedPlatform(
  asked: Asked,
  target: Descriptor,
  platform: Platform | undefined,
): Promise<Platform> {
  if (platform === undefined) return hostPlatform();
  await requirePlatforms(asked, target, [platform]);
  return platform;
}
