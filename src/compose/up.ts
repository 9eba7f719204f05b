import type { Context } from "../context.ts";
import { refuseLimits } from "./apply/refused-attributes.ts";
import { tellPlan, tellUntouched } from "./apply/told-plan.ts";
import { imageIdsHere, imageNeeds } from "./images/image-needs.ts";
import type { Plan } from "./plan/plan.ts";
import { meantServices } from "./plan/service-order.ts";
import { upPlan } from "./plan/up-plan.ts";
import type { Project } from "./project.ts";
import { type Observation, observe } from "./state/observe.ts";
import { type UpRequest, usualUp } from "./up-request.ts";

/**
 * Makes the project what its files describe: images, networks, volumes and containers, those that changed anew, the rest untouched. Resolves once
 * all that was started runs. Can be run again wherever it was cut short. Gives the plan, which a dry run only prints.
 */
export async function up(context: Context, project: Project, request: Partial<UpRequest> = {}): Promise<Plan> {
  const options = { ...usualUp, ...request };
  refuseLimits(context, project);
  const { plan, isHere, observed } = await settledPlan(context, project, options);
  if (options.dryRun) {
    tellPlan(context, plan);
    return plan;
  }
  if (!isHere || plan.steps.length > 0) {
    const { bringUp, bringUpOrNothing } = await import("./apply/bring-up.ts");
    const bring = options.orNothing && observed.summaries.length === 0 ? bringUpOrNothing : bringUp;
    return await bring(context, project, options);
  }
  // Nothing is changed, so nobody has to be kept from changing it meanwhile.
  tellPlan(context, plan);
  tellUntouched(context, project, plan);
  context.emit({ type: "compose.settled", project: project.name });
  if (options.wait) {
    const { awaitRunning } = await import("./apply/awaited-project.ts");
    await awaitRunning(context, project, { timeoutSeconds: options.waitTimeout, seen: observed });
  }
  return plan;
}

/** What there is to do with the images that are here, and whether these are all. */
async function settledPlan(
  context: Context,
  project: Project,
  options: UpRequest,
): Promise<{ readonly plan: Plan; readonly isHere: boolean; readonly observed: Observation }> {
  const [needs, observed] = await Promise.all([
    imageNeeds(context, project, meantServices(project, options), options),
    observe(context, project.name),
  ]);
  return {
    plan: upPlan(project, observed, { ...options, imageIds: imageIdsHere(needs) }),
    isHere: needs.steps.every(({ how }) => how === "here"),
    observed,
  };
}
