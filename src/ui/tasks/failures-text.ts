import { noColors } from "../colors.ts";
import { commandFailure } from "../command-failure.ts";
import { type FailureView, failureText } from "../failure.ts";
import type { Write } from "../renderer.ts";
import type { TaskReporter } from "./reporter.ts";

interface Failed {
  readonly task: string;
  readonly error: unknown;
}

type View = Omit<FailureView, "hasPlaces">;

/** In the order in which they happened; the first comes last and in full: the others may well be of its making. */
export function failuresText([first, ...others]: readonly Failed[], view: View): string {
  if (first === undefined) return "";
  const { error: loud } = view.colors ?? noColors;
  const lines = others.reverse().map(({ task, error }) => {
    const message = error instanceof Error ? (commandFailure(error)?.message ?? error.message) : String(error);
    return `${loud("also failed:")} ${task}: ${message.split("\n")[0]}\n`;
  });
  return `${lines.join("")}${loud("failed:")} ${first.task}\n${failureText(first.error, { ...view, hasPlaces: true })}\n`;
}

/** A reporter on a stream that nobody else tells the failures on. */
export function withFailures(reporter: TaskReporter, write: Write, view: View): TaskReporter {
  let failures: Failed[] = [];
  return {
    report(event) {
      reporter.report(event);
      if (event.type === "tasks.planned") failures = [];
      if (event.type === "task.finished" && event.outcome === "failed") failures.push(event as Failed);
    },
    close() {
      reporter.close();
      write(failuresText(failures, view));
    },
  };
}
