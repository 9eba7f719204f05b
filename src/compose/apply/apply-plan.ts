import { availableParallelism } from "node:os";
import type { Plan } from "../plan/plan.ts";
import { act } from "./act.ts";
import type { ApplyContext } from "./apply-context.ts";
import { executePlan } from "./execute-plan.ts";
import { Slots } from "./slots.ts";
import { tellUntouched } from "./told-plan.ts";

/**
 * Containers that are prepared at a time, whatever `parallel` allows: more would only have the first ready, on which others wait, when the last is.
 */
const preparedAtOnce = 2 * availableParallelism();
/** And those of which the task is not there yet: enough for all processors, though each waits for the kernel and the disk in between. */
const madeAtOnce = 7 * availableParallelism();

/** Does what a plan says, as much at once as `parallel` allows, and tells what stays as it is. */
export async function applyPlan(apply: ApplyContext, plan: Plan, parallel: number): Promise<void> {
  const { context, project } = apply;
  tellUntouched(context, project, plan);
  const preparing = new Slots(preparedAtOnce);
  const making = new Slots(madeAtOnce);
  try {
    await executePlan(plan, { parallel, signal: context.signal }, (step, { signal, turn }) =>
      act({ ...apply, preparing, making, context: { ...context, signal } }, step.action, step.startsAfter && turn),
    );
  } finally {
    context.emit({ type: "compose.settled", project: project.name });
  }
}
