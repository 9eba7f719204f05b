import { lengthOf, type RecordedTask } from "../run-record.ts";
import { elapsedText } from "../task-text.ts";

export const marks = { done: "✓", cached: "⟳", skipped: "–", cancelled: "■", failed: "✗", stopped: "■" } as const;

/** What the page calls it: `stopped` where the run ended before the task did. */
export function outcomeOf({ outcome }: RecordedTask): keyof typeof marks {
  return outcome ?? "stopped";
}

/** `done after 3.1 s`, `skipped: lint failed` */
export function endingOf(task: RecordedTask): string {
  const outcome = outcomeOf(task);
  const tries = task.retries === 0 ? "" : `, tried ${task.retries + 1} times`;
  if (outcome === "done" || outcome === "failed") return `${outcome} after ${elapsedText(lengthOf(task))}${tries}`;
  return outcome === "cached" || task.reason === undefined ? outcome : `${outcome}: ${task.reason}`;
}
