import type { TaskEvent } from "../../task-events.ts";
import { type HeldItem, HeldOutput } from "./held-output.ts";
import { lineText } from "./line-text.ts";
import type { ReporterSetup, TaskReporter } from "./reporter.ts";
import { StepPaths } from "./step-paths.ts";
import { TaskNames } from "./task-names.ts";
import { elapsedText, outcomeText, paintOf, TaskTally } from "./task-text.ts";

/** Each line behind its task's name, as it comes, or with `isGrouped` when the task has ended: for logs, and for whoever greps them. */
export function plainTasks(setup: ReporterSetup): TaskReporter {
  const { write, colors, isColored } = setup;
  const names = new TaskNames(setup);
  const tally = new TaskTally();
  const paths = new StepPaths();
  const line = (task: string, text: string) => write(`${names.aligned(task)} | ${lineText(text, isColored)}\n`);
  const about = (task: string, text: string) => write(`${names.painted(task)}: ${text}\n`);
  const step = (task: string, path: string, ending?: { failed: boolean; elapsedMs: number }) => {
    const end = ending && `${ending.failed ? "failed" : "done"} after ${elapsedText(ending.elapsedMs)}`;
    about(task, colors.faint(end === undefined ? `> ${path}` : `> ${path}: ${end}`));
  };
  const items = (task: string, held: readonly HeldItem[], outer: readonly string[]) => {
    for (const item of held) {
      if ("line" in item) {
        line(task, item.line);
        continue;
      }
      const path = [...outer, item.name];
      step(task, path.join(" > "));
      items(task, item.items, path);
      const { startedMs, endedMs, failed } = item;
      if (endedMs !== undefined) step(task, path.join(" > "), { failed, elapsedMs: endedMs - startedMs });
    }
  };
  const held = setup.isGrouped
    ? new HeldOutput({ now: setup.now, show: (block) => items(block.task, block.items, []) })
    : undefined;
  const atOnce = (event: TaskEvent) => {
    if (event.type === "task.output") line(event.task, event.line);
    else if (event.type === "step.started") step(event.task, paths.text(event.step));
    else if (event.type === "step.finished") step(event.task, paths.text(event.step), event);
  };

  return {
    report(event) {
      tally.take(event);
      paths.take(event);
      if (held === undefined) atOnce(event);
      else held.take(event);
      if (event.type === "tasks.planned") names.plan(event.tasks.map(({ id }) => id));
      else if (event.type === "task.retried")
        about(event.task, colors.warning(`failed, and is tried again in ${elapsedText(event.delayMs)}`));
      else if (event.type === "task.finished") about(event.task, paintOf(event.outcome, colors)(outcomeText(event)));
      else if (event.type === "tasks.finished") write(`${tally.text(event.elapsedMs)}\n`);
    },
    close() {
      held?.close();
    },
  };
}
