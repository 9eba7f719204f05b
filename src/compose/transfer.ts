import type { Context } from "../context.ts";
import { pullImage } from "../image/pull/pull.ts";
import { ofService, shown } from "./apply/apply-context.ts";
import { Slots } from "./apply/slots.ts";
import { withFailureStatus } from "./failure-status.ts";
import { imageNameOf } from "./names.ts";
import { inStartOrder } from "./plan/service-order.ts";
import type { Project } from "./project.ts";

interface TransferRequest {
  /** All where none is named. */
  readonly services: readonly string[];
  readonly quiet: boolean;
  /** Warn of what cannot be done, and do the rest. */
  readonly ignoreFailures: boolean;
  readonly parallel: number;
  readonly dryRun: boolean;
}

export interface PullRequest extends TransferRequest {
  readonly policy: "always" | "missing";
  readonly ignoreBuildable: boolean;
}

/** Brings the images of services here, each once. Gives what a dry run would print. */
export async function pullServices(context: Context, project: Project, request: PullRequest): Promise<string[]> {
  const { policy, quiet, ignoreBuildable } = request;
  const images = imagesOf(project, request.services, ({ image, build, provider, pull_policy: own }) => {
    if (provider || own === "never" || own === "build") return false;
    return Boolean(image) && !(build && ignoreBuildable);
  });
  return await eachImage(
    context,
    project,
    { ...request, images, verb: ["pull", "pulling", "pulled"] },
    (name, platform) =>
      withFailureStatus("pull", () => pullImage(context, { reference: name, platform, policy, quiet })),
  );
}

/** Pushes the images that services build. Gives what a dry run would print. */
export async function pushServices(context: Context, project: Project, request: TransferRequest): Promise<string[]> {
  const images = imagesOf(project, request.services, ({ image, build }) => Boolean(image && build));
  const { pushImage } = await import("../image/push/push.ts");
  return await eachImage(context, project, { ...request, images, verb: ["push", "pushing", "pushed"] }, (reference) =>
    pushImage(context, { reference }),
  );
}

interface ServiceImage {
  readonly name: string;
  readonly platform: string | undefined;
  readonly service: string;
}

function imagesOf(
  project: Project,
  services: readonly string[],
  isWanted: (service: Project["services"][string]) => boolean,
): ServiceImage[] {
  const found = new Map<string, ServiceImage>();
  for (const service of inStartOrder(project)) {
    const of = project.services[service] ?? {};
    if ((services.length > 0 && !services.includes(service)) || !isWanted(of)) continue;
    const image = { name: imageNameOf(project, service, of), platform: of.platform || undefined, service };
    found.set(`${image.name} ${image.platform}`, found.get(`${image.name} ${image.platform}`) ?? image);
  }
  return [...found.values()];
}

interface EachImage extends TransferRequest {
  readonly images: readonly ServiceImage[];
  readonly verb: readonly ["pull", "pulling", "pulled"] | readonly ["push", "pushing", "pushed"];
}

async function eachImage(
  context: Context,
  project: Project,
  { images, verb: [verb, doing, done], dryRun, parallel, ignoreFailures }: EachImage,
  transfer: (name: string, platform: string | undefined) => Promise<unknown>,
): Promise<string[]> {
  if (dryRun) return images.map(({ name }) => `${verb} ${name}`);
  const slots = new Slots(parallel);
  await Promise.all(
    images.map(async ({ name, platform, service }) => {
      using _slot = await slots.take();
      try {
        await shown({ context, project }, { part: "image", name, states: [doing, done] }, () =>
          transfer(name, platform),
        );
      } catch (error) {
        if (!ignoreFailures || context.signal.aborted) throw ofService(service, error);
      }
    }),
  );
  return [];
}
