import type { Context } from "../context.ts";
import { ofService, shown } from "./apply/apply-context.ts";
import { Slots } from "./apply/slots.ts";
import { withFailureStatus } from "./failure-status.ts";
import { imageNameOf } from "./names.ts";
import { inStartOrder } from "./plan/service-order.ts";
import type { Project } from "./project.ts";
import { type BuildChoices, buildInput } from "./service/build-input.ts";

export interface BuildRequest {
  /** All that can be built where none is named. */
  readonly services: readonly string[];
  readonly choices: Partial<BuildChoices>;
  readonly parallel: number;
  readonly dryRun: boolean;
}

/** Builds the images of services. Gives what a dry run would print. */
export async function buildServices(
  context: Context,
  project: Project,
  { services, choices, parallel, dryRun }: BuildRequest,
): Promise<string[]> {
  const wanted = inStartOrder(project).filter(
    (name) => project.services[name]?.build && (services.length === 0 || services.includes(name)),
  );
  const images = wanted.map((name) => imageNameOf(project, name, project.services[name] ?? {}));
  if (dryRun) return images.map((image) => `build ${image}`);
  const { buildImage } = await import("../build/build-image.ts");
  const slots = new Slots(parallel);
  await Promise.all(
    wanted.map(async (service, i) => {
      using _slot = await slots.take();
      const progress = { part: "image", name: images[i] ?? service, states: ["building", "built"] } as const;
      try {
        await shown({ context, project }, progress, () =>
          withFailureStatus("build", () => buildImage(context, buildInput(project, service, choices))),
        );
      } catch (error) {
        throw ofService(service, error);
      }
    }),
  );
  return [];
}
