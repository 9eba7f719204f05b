import type { Context } from "../../context.ts";
import { pullImage } from "../../image/pull/pull.ts";
import { shown } from "../apply/apply-context.ts";
import { withFailureStatus } from "../failure-status.ts";
import type { ImageStep } from "../plan/image-plan.ts";
import type { Project } from "../project.ts";
import type { ImageNeeds } from "./image-needs.ts";

interface BringOptions {
  readonly quietPull: boolean;
}

/** Sees that each service's image is here, and gives the digests of their configurations by service. */
export async function haveImages(
  context: Context,
  project: Project,
  { steps, digestOf }: ImageNeeds,
  options: BringOptions,
): Promise<Record<string, string>> {
  const ids = await Promise.all(
    steps.map(async (step) => {
      const id = step.how === "here" ? digestOf(step) : await bring(context, project, step, options);
      return step.services.map((service) => [service, id ?? ""] as const);
    }),
  );
  return Object.fromEntries(ids.flat());
}

async function bring(context: Context, project: Project, step: ImageStep, options: BringOptions): Promise<string> {
  const { image: reference, platform, how } = step;
  if (how === "build") return await build(context, project, step);
  const pull = () =>
    withFailureStatus("pull", () =>
      pullImage(context, { reference, platform, policy: "always", quiet: options.quietPull }),
    );
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
  const { buildImage } = await import("../../build/build-image.ts");
  const { buildInput } = await import("../service/build-input.ts");
  return await shown({ context, project }, { part: "image", name, states: ["building", "built"] }, async () => {
    const { image } = await withFailureStatus("build", () =>
      buildImage(context, buildInput(project, services[0] ?? "")),
    );
    return image?.configDigest ?? "";
  });
}
