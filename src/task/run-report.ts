import type { EmitTask, TaskOutcome } from "../task-events.ts";
import type { TaskGraph } from "./graph.ts";

export interface TaskFailure {
  readonly task: string;
  readonly error: unknown;
}

interface TaskEnd {
  readonly outcome: TaskOutcome;
  readonly elapsedMs: number;
  readonly reason?: string | undefined;
  readonly error?: unknown;
}

/** What a run tells of its tasks, and which of them have failed. */
export class RunReport {
  readonly #emit: EmitTask;
  #failures: TaskFailure[] = [];
  #startedMs = performance.now();

  constructor(emit: EmitTask) {
    this.#emit = emit;
  }

  /** In the order in which they happened. */
  get failures(): readonly TaskFailure[] {
    return this.#failures;
  }

  planned(graph: TaskGraph): void {
    this.#emit({ type: "tasks.planned", tasks: [...graph.values()].map(({ id, deps }) => ({ id, deps })) });
  }

  failed(task: string, error: unknown): void {
    this.#failures.push({ task, error });
  }

  finished(task: string, { outcome, elapsedMs, reason, error }: TaskEnd): void {
    const details = { ...(reason && { reason }), ...(error !== undefined && { error }) };
    this.#emit({ type: "task.finished", task, outcome, elapsedMs, ...details });
  }

  /** These are done once more: what became of them before is of no account. */
  forget(tasks: readonly string[]): void {
    const isOver = new Set(tasks);
    this.#failures = this.#failures.filter(({ task }) => !isOver.has(task));
  }

  /** Of a run that had ended: its time is counted anew. */
  goesOn(): void {
    this.#startedMs = performance.now();
  }

  ended(): void {
    const failed = this.#failures.map(({ task }) => task);
    this.#emit({ type: "tasks.finished", failed, elapsedMs: performance.now() - this.#startedMs });
  }
}
