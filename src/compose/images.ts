import type { Context } from "../context.ts";
import { localImage } from "../image/image.ts";
import { parsePlatform } from "../image/platform.ts";
import { pullImage } from "../image/pull/pull.ts";
import { parseReference } from "../image/reference.ts";
import { shown } from "./apply/apply-context.ts";
import { type ImageOptions, type ImageStep, imagePlan } from "./plan/image-plan.ts";
import type { Project } from "./project.ts";

export interface ImagesOptions extends ImageOptions {
  readonly quietPull: boolean;
}

/** Sees that each service's image is here, and gives the digests of their configurations by service. */
export async function haveImages(
  context: Context,
  project: Project,
  {
    services,
    dryRun = false,
    ...options
  }: ImagesOptions & { readonly services: readonly string[]; readonly dryRun?: boolean },
): Promise<Record<string, string>> {
  const here = await imagesHere(context, project, services);
  const isHere = (image: string, platform: string | undefined) => here.has(`${image} ${platform ?? ""}`);
  const steps = imagePlan(project, services, { ...options, isHere });
  const ids = await Promise.all(
    steps.map(async (step) => {
      const id =
        step.how === "here" || dryRun
          ? here.get(`${step.image} ${step.platform ?? ""}`)
          : await bring(context, project, step, options);
      return step.services.map((service) => [service, id ?? ""] as const);
    }),
  );
  return Object.fromEntries(ids.flat());
}

/** What services run that is here, each asked for once. */
async function imagesHere(
  context: Context,
  project: Project,
  services: readonly string[],
): Promise<Map<string, string>> {
  const asked = imagePlan(project, services, { build: "never", pull: "never", isHere: () => true });
  const found = await Promise.all(
    asked.map(async ({ image, platform }) => {
      const { name } = parseReference(image);
      const local = await localImage(context, name, platform === undefined ? undefined : parsePlatform(platform));
      return local === undefined ? [] : [[`${image} ${platform ?? ""}`, local.configDigest] as const];
    }),
  );
  return new Map(found.flat());
}

async function bring(context: Context, project: Project, step: ImageStep, options: ImagesOptions): Promise<string> {
  const { image: reference, platform, how } = step;
  if (how === "build") return await build(context, project, step);
  const pull = () => pullImage(context, { reference, platform, policy: "always", quiet: options.quietPull });
  const progress = { part: "image", name: reference, states: ["pulling", "pulled"] } as const;
  if (how === "pull") return (await shown({ context, project }, progress, pull)).configDigest;
  try {
    return (await pull()).configDigest;
  } catch (error) {
    if (context.signal.aborted) throw error;
    return await build(context, project, step);
  }
}

async function build(context: Context, project: Project, { image: name, services }: ImageStep): Promise<string> {
  const { buildImage } = await import("../build/build-image.ts");
  const { buildInput } = await import("./service/build-input.ts");
  return await shown({ context, project }, { part: "image", name, states: ["building", "built"] }, async () => {
    const { image } = await buildImage(context, buildInput(project, services[0] ?? ""));
    return image?.configDigest ?? "";
  });
}
