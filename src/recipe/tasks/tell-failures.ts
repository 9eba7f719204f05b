import type { TaskFailure } from "../../task/run-report.ts";
import { taskColorLevel } from "./ci-environment.ts";

/** The first failure of a task is told last, after the problems of reporters. Gives its exit status. */
export async function tellFailures(
  failures: readonly TaskFailure[],
  problems: readonly unknown[],
  cwd: string,
): Promise<number> {
  const [first] = failures;
  if (first === undefined && problems.length === 0) return 0;
  const { exitCodeOf, failureText } = await import("../../ui/failure.ts");
  const { failuresText } = await import("../../ui/tasks/failures-text.ts");
  const { loadColors } = await import("../../ui/colors.ts");
  const view = { cwd, colors: await loadColors(taskColorLevel(process.env, process.stderr.isTTY)) };
  for (const problem of problems) process.stderr.write(`${failureText(problem, { ...view, hasPlaces: false })}\n`);
  process.stderr.write(failuresText(failures, view));
  return first === undefined ? 0 : exitCodeOf(first.error) || 1;
}
