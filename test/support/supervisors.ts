import { until } from "./condition.ts";
import { processTable } from "./process-table.ts";

/** The pids of the supervisors that serve below a root, whichever program they run as. */
export function supervisorsOf(root: string): number[] {
  return processTable()
    .filter(({ command }) => command.at(-2) === "supervise" && command.at(-1)?.includes(`"${root}"`))
    .map(({ pid }) => pid);
}

/** The pid of the one that serves, once those are gone that were leaving, or came too late. */
export async function oneSupervisorOf(root: string): Promise<number> {
  let pids: number[] = [];
  await until(
    () => `one supervisor serves: ${pids.join(", ") || "none"}`,
    () => {
      pids = supervisorsOf(root);
      return pids.length === 1;
    },
  );
  return pids[0]!;
}
