import type { Plan } from "../plan/plan.ts";
import { act } from "./act.ts";
import type { ApplyContext } from "./apply-context.ts";
import { executePlan } from "./execute-plan.ts";
import { tellUntouched } from "./told-plan.ts";

/** Does what a plan says, as much at once as `parallel` allows, and tells what stays as it is. */
export async function applyPlan(apply: ApplyContext, plan: Plan, parallel: number): Promise<void> {
  const { context, project } = apply;
  tellUntouched(context, project, plan);
  try {
    await executePlan(plan, { parallel, signal: context.signal }, (step, { signal, turn }) =>
      act({ ...apply, context: { ...context, signal } }, step.action, step.startsAfter && turn),
    );
  } finally {
    context.emit({ type: "compose.settled", project: project.name });
  }
}
