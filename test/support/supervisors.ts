import { processTable } from "./process-table.ts";

/** The pids of the supervisors that serve below a root, whichever program they run as. */
export async function supervisorsOf(root: string): Promise<number[]> {
  return (await processTable())
    .filter(({ command }) => command.at(-2) === "supervise" && command.at(-1)?.includes(`"${root}"`))
    .map(({ pid }) => pid);
}
