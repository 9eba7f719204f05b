/** How a task ended. */
export type TaskOutcome = "done" | "cached" | "failed" | "skipped" | "cancelled";

/** What happens while tasks run, as facts for reporters; `task` is the id, as in `test:22`. */
export type TaskEvent =
  | { type: "tasks.planned"; tasks: readonly { readonly id: string; readonly deps: readonly string[] }[] }
  | { type: "task.started"; task: string }
  /** `step` is the innermost one that the line was written in. */
  | { type: "task.output"; task: string; stream: "stdout" | "stderr"; line: string; step?: number }
  /** A named part of a task, in another where it has a `parent`; numbers are the run's own, from 1. */
  | { type: "step.started"; task: string; step: number; parent?: number; name: string }
  | { type: "step.finished"; task: string; step: number; name: string; failed: boolean; elapsedMs: number }
  | { type: "task.retried"; task: string; attempt: number; delayMs: number; error: unknown }
  | { type: "task.finished"; task: string; outcome: TaskOutcome; elapsedMs: number; reason?: string; error?: unknown }
  | { type: "tasks.finished"; failed: readonly string[]; elapsedMs: number };

export type EmitTask = (event: TaskEvent) => void;
