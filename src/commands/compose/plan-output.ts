import type { Plan } from "../../compose/plan/plan.ts";

/** What a command that follows a plan prints: the plan, where it is only asked for, and nothing where it was done. */
export interface Planned {
  /** A line a step. */
  readonly lines: readonly string[];
}

export async function planned(plan: Plan, dryRun: boolean): Promise<Planned> {
  if (!dryRun) return { lines: [] };
  const { planLines } = await import("../../compose/plan/plan.ts");
  return { lines: planLines(plan) };
}
