import type { Context } from "../../context.ts";
import { localImage } from "../../image/image.ts";
import { parsePlatform } from "../../image/platform.ts";
import { parseReference } from "../../image/reference.ts";
import { type ImageOptions, type ImageStep, imagePlan } from "../plan/image-plan.ts";
import type { Project } from "../project.ts";

/** What services run, and how it comes here. */
export interface ImageNeeds {
  readonly steps: readonly ImageStep[];
  /** The digest of the configuration of one that is here; undefined for another one. */
  digestOf(step: ImageStep): string | undefined;
}

/** Looks for the images of those services, for each once, and changes nothing. */
export async function imageNeeds(
  context: Pick<Context, "engine" | "signal">,
  project: Project,
  services: readonly string[],
  options: ImageOptions,
): Promise<ImageNeeds> {
  const asked = imagePlan(project, services, { build: "never", pull: "never", isHere: () => true });
  const found = await Promise.all(
    asked.map(async ({ image, platform }) => {
      const { name } = parseReference(image);
      const local = await localImage(context, name, platform === undefined ? undefined : parsePlatform(platform));
      return local === undefined ? [] : [[keyOf(image, platform), local.configDigest] as const];
    }),
  );
  const here = new Map(found.flat());
  return {
    steps: imagePlan(project, services, {
      ...options,
      isHere: (image, platform) => here.has(keyOf(image, platform)),
    }),
    digestOf: ({ image, platform }) => here.get(keyOf(image, platform)),
  };
}

function keyOf(image: string, platform: string | undefined): string {
  return `${image} ${platform ?? ""}`;
}

/** By service; empty for one whose image is not here. */
export function imageIdsHere({ steps, digestOf }: ImageNeeds): Record<string, string> {
  return Object.fromEntries(steps.flatMap((step) => step.services.map((service) => [service, digestOf(step) ?? ""])));
}
