import type { Context } from "../context.ts";
import type { ApplyContext } from "./apply/apply-context.ts";
import { applyPlan } from "./apply/apply-plan.ts";
import { lockProject } from "./apply/project-lock.ts";
import { warnOfOrphans } from "./apply/told-plan.ts";
import { type DownOptions, downPlan } from "./plan/down-plan.ts";
import { refuseUnknown } from "./plan/lifecycle-plan.ts";
import type { Plan } from "./plan/plan.ts";
import type { Project } from "./project.ts";
import { observe } from "./state/observe.ts";

export interface DownRequest extends DownOptions {
  /** Seconds until a container is killed; its own where undefined. */
  readonly timeout: number | undefined;
  readonly parallel: number;
  readonly dryRun: boolean;
}

const usualDown: DownRequest = {
  services: [],
  volumes: false,
  images: "none",
  removeOrphans: false,
  timeout: undefined,
  parallel: -1,
  dryRun: false,
};

/**
 * Removes the project's containers and networks, with `volumes` its volumes too. Gives the plan, which a dry run only prints. Throws
 * UNKNOWN_SERVICE.
 */
export async function down(context: Context, project: Project, request: Partial<DownRequest> = {}): Promise<Plan> {
  const options = { ...usualDown, ...request };
  await using _lock = options.dryRun ? undefined : await lockProject(context, project.name);
  const observed = await observe(context, project.name);
  refuseUnknown(project, observed, options.services);
  const plan = downPlan(project, observed, options);
  if (options.dryRun) return plan;
  const apply: ApplyContext = {
    ...{ context, project, observed, provided: new Map(), imageIds: {}, separator: "-" },
    timeout: options.timeout,
    removeVolumes: options.volumes,
  };
  await applyPlan(apply, plan, options.parallel);
  warnOfOrphans(context, plan);
  return plan;
}
