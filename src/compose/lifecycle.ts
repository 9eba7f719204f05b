import type { Context } from "../context.ts";
import type { ApplyContext } from "./apply/apply-context.ts";
import { applyPlan } from "./apply/apply-plan.ts";
import { lockProject } from "./apply/project-lock.ts";
import { refuseMissing, type Verb, type VerbOptions, verbPlan } from "./plan/lifecycle-plan.ts";
import type { Plan } from "./plan/plan.ts";
import type { Project } from "./project.ts";
import { observe } from "./state/observe.ts";

export interface VerbRequest extends VerbOptions {
  /** Seconds until a container that is to stop is killed; its own where undefined. */
  readonly timeout?: number | undefined;
  readonly parallel?: number;
  readonly dryRun?: boolean;
  /** Of `remove`: with volumes that nobody named. */
  readonly volumes?: boolean;
  /** Asked before anything is done. */
  confirm?(plan: Plan): Promise<boolean>;
}

/** Does the same to each of a project's containers, each behind those that it depends on, or before them where they end. Gives the plan. */
export async function applyVerb(context: Context, project: Project, verb: Verb, request: VerbRequest): Promise<Plan> {
  const { dryRun = false, parallel = -1, timeout, volumes = false, confirm } = request;
  await using _lock = dryRun ? undefined : await lockProject(context, project.name);
  const observed = await observe(context, project.name);
  const plan = verbPlan(project, observed, verb, request);
  if (verb === "start") refuseMissing(project, observed, request.services);
  if (dryRun || plan.steps.length === 0 || (await confirm?.(plan)) === false) return plan;
  const apply: ApplyContext = {
    context,
    project,
    observed,
    provided: new Map(),
    imageIds: {},
    separator: "-",
    timeout,
    removeVolumes: volumes,
  };
  await applyPlan(apply, plan, parallel);
  return plan;
}
