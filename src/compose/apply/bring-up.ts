import type { Context } from "../../context.ts";
import { haveImages } from "../images/have-images.ts";
import { imageNeeds } from "../images/image-needs.ts";
import type { Plan } from "../plan/plan.ts";
import { meantServices } from "../plan/service-order.ts";
import { upPlan } from "../plan/up-plan.ts";
import type { Project } from "../project.ts";
import { observe } from "../state/observe.ts";
import type { UpRequest } from "../up-request.ts";
import type { ApplyContext } from "./apply-context.ts";
import { applyPlan } from "./apply-plan.ts";
import { awaitRunning } from "./awaited-project.ts";
import { refuseOtherUsers } from "./other-users.ts";
import { lockProject } from "./project-lock.ts";
import { tellPlan } from "./told-plan.ts";

/** `up` where something is to be done: looks again once nobody else changes the project, and does what is to be done then. Gives that plan. */
export async function bringUp(context: Context, project: Project, options: UpRequest): Promise<Plan> {
  const { separator } = options;
  await using _lock = await lockProject(context, project.name);
  const [imageIds, observed] = await Promise.all([
    imageNeeds(context, project, meantServices(project, options), options).then((needs) =>
      haveImages(context, project, needs, options),
    ),
    observe(context, project.name),
  ]);
  const plan = upPlan(project, observed, { ...options, imageIds });
  await refuseOtherUsers(context, plan);
  tellPlan(context, plan);
  const apply: ApplyContext = {
    ...{ context, project, observed, provided: new Map(), imageIds, separator },
    timeout: options.timeout,
    renewVolumes: options.renewVolumes,
  };
  await applyPlan(apply, plan, options.parallel);
  if (options.wait) await awaitRunning(context, project, { timeoutSeconds: options.waitTimeout });
  return plan;
}

/** The same; where it fails, takes down what it has made. */
export async function bringUpOrNothing(context: Context, project: Project, options: UpRequest): Promise<Plan> {
  try {
    return await bringUp(context, project, options);
  } catch (error) {
    const { down } = await import("../down.ts");
    // By a signal of its own: this one may be the reason.
    await down({ ...context, signal: new AbortController().signal }, project, { timeout: 0 });
    throw error;
  }
}
