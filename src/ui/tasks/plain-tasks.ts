import type { Write } from "../renderer.ts";
import type { TaskReporter } from "./reporter.ts";
import { elapsedText, outcomeText, TaskTally } from "./task-text.ts";

/** Each line behind its task's name, as it comes: for logs, and for whoever greps them. */
export function plainTasks(write: Write): TaskReporter {
  const tally = new TaskTally();
  return {
    report(event) {
      tally.take(event);
      switch (event.type) {
        case "tasks.planned":
        case "task.started":
        case "step.started":
        case "step.finished":
          return;
        case "task.output":
          return write(`${event.task} | ${event.line}\n`);
        case "task.retried":
          return write(`${event.task}: failed, and is tried again in ${elapsedText(event.delayMs)}\n`);
        case "task.finished":
          return write(`${event.task}: ${outcomeText(event)}\n`);
        case "tasks.finished":
          return write(`${tally.text(event.elapsedMs)}\n`);
        default:
          event satisfies never;
      }
    },
    close() {},
  };
}
