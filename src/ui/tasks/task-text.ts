import type { TaskEvent, TaskOutcome } from "../../task-events.ts";
import type { Colors } from "../colors.ts";

/** In the order in which they are counted. */
export const taskOutcomes = ["done", "cached", "skipped", "cancelled", "failed"] as const;

type Finished = Extract<TaskEvent, { type: "task.finished" }>;

/** `240 ms`, `3.1 s`, `2 m 05 s` */
export function elapsedText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
}

/** How a task ended, after its name. */
export function outcomeText({ outcome, elapsedMs, reason }: Finished): string {
  switch (outcome) {
    case "done":
    case "failed":
      return `${outcome} after ${elapsedText(elapsedMs)}`;
    case "cached":
      return outcome;
    case "skipped":
    case "cancelled":
      return reason === undefined ? outcome : `${outcome}: ${reason}`;
  }
}

/** The style of an outcome. */
export function paintOf(outcome: TaskOutcome, { error, good, faint }: Colors): (text: string) => string {
  if (outcome === "failed") return error;
  return outcome === "done" || outcome === "cached" ? good : faint;
}

/** Counts how the tasks of a run ended, for its last line. */
export class TaskTally {
  readonly #counts = new Map<TaskOutcome, number>();
  #isOver = false;

  count(outcome: TaskOutcome): number {
    return this.#counts.get(outcome) ?? 0;
  }

  take(event: TaskEvent): void {
    // Watched, the same reporter shows one run behind the other.
    if (this.#isOver) this.#counts.clear();
    this.#isOver = event.type === "tasks.finished";
    if (event.type !== "task.finished") return;
    this.#counts.set(event.outcome, (this.#counts.get(event.outcome) ?? 0) + 1);
  }

  text(elapsedMs: number): string {
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const parts = taskOutcomes.flatMap((outcome) => {
      const count = this.count(outcome);
      return count === 0 ? [] : [`${count} ${outcome}`];
    });
    return `${total} ${total === 1 ? "task" : "tasks"}: ${parts.join(", ")}, in ${elapsedText(elapsedMs)}`;
  }
}
