import type { Plan } from "../plan/plan.ts";
import { act } from "./act.ts";
import type { ApplyContext } from "./apply-context.ts";
import { executePlan } from "./execute-plan.ts";

/** Does what a plan says, as much at once as `parallel` allows, and tells what stays as it is. */
export async function applyPlan(apply: ApplyContext, plan: Plan, parallel: number): Promise<void> {
  const { context, project } = apply;
  for (const name of plan.untouched) {
    context.emit({ type: "compose.progress", project: project.name, part: "container", name, state: "running" });
  }
  try {
    await executePlan(plan, { parallel, signal: context.signal }, (step, signal) =>
      act({ ...apply, context: { ...context, signal } }, step.action),
    );
  } finally {
    context.emit({ type: "compose.settled", project: project.name });
  }
}
