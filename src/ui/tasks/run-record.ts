import type { TaskEvent, TaskOutcome } from "../../task-events.ts";
import { StepPaths } from "./step-paths.ts";

/** All times are milliseconds since the run began. */
export interface RecordedTask {
  readonly id: string;
  readonly deps: readonly string[];
  /** Undefined of what never ran. */
  startedMs: number | undefined;
  endedMs: number | undefined;
  /** Undefined of what had not ended when the record did. */
  outcome: TaskOutcome | undefined;
  reason: string | undefined;
  error: unknown;
  retries: number;
  readonly lines: RecordedLine[];
  /** Lines that are no longer in the record, before the others. */
  droppedLines: number;
  readonly steps: RecordedStep[];
}

export interface RecordedLine {
  readonly text: string;
  readonly stream: "stdout" | "stderr";
  /** Names, outermost first. */
  readonly steps: readonly string[];
}

export interface RecordedStep {
  readonly number: number;
  /** Outermost first, its own last. */
  readonly names: readonly string[];
  readonly startedMs: number;
  endedMs: number | undefined;
  failed: boolean;
}

/** A task that writes without end is not to fill the memory: its last lines count. */
const mostLines = 20_000;

/** What happened in a run, for reports that are written in its end. */
export class RunRecord {
  startedAtMs: number;
  readonly tasks = new Map<string, RecordedTask>();
  /** In the order in which they failed. */
  readonly failed: RecordedTask[] = [];
  /** Undefined where the run did not come to its end. */
  elapsedMs: number | undefined;
  readonly #paths = new StepPaths();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.startedAtMs = now();
  }

  /** Of the run, also of one that did not come to its end. */
  get lengthMs(): number {
    const ends = [...this.tasks.values()].map(({ startedMs, endedMs }) => endedMs ?? startedMs ?? 0);
    return Math.max(this.elapsedMs ?? 0, ...ends);
  }

  take(event: TaskEvent): void {
    this.#paths.take(event);
    switch (event.type) {
      case "tasks.planned":
        if (this.elapsedMs !== undefined) this.#beginAnew();
        for (const { id, deps } of event.tasks) this.#task(id, deps);
        return;
      case "task.started":
        this.#task(event.task).startedMs = this.#sinceStart();
        return;
      case "task.output":
        this.#addLine(this.#task(event.task), event);
        return;
      case "task.retried":
        this.#task(event.task).retries++;
        return;
      case "step.started": {
        const names = this.#paths.names(event.step);
        const startedMs = this.#sinceStart();
        this.#task(event.task).steps.push({ number: event.step, names, startedMs, endedMs: undefined, failed: false });
        return;
      }
      case "step.finished": {
        const step = this.#task(event.task).steps.find(({ number }) => number === event.step);
        if (step !== undefined) Object.assign(step, { endedMs: this.#sinceStart(), failed: event.failed });
        return;
      }
      case "task.finished": {
        const { outcome, reason, error, elapsedMs } = event;
        const task = this.#task(event.task);
        const endedMs = this.#sinceStart();
        const ran = outcome !== "skipped" && (outcome !== "cancelled" || task.startedMs !== undefined);
        const startedMs = task.startedMs ?? (ran ? Math.max(0, endedMs - elapsedMs) : undefined);
        Object.assign(task, { outcome, reason, error, startedMs, endedMs: ran ? endedMs : undefined });
        if (outcome === "failed") this.failed.push(task);
        return;
      }
      case "tasks.finished":
        this.elapsedMs = event.elapsedMs;
        return;
      default:
        event satisfies never;
    }
  }

  /** Watched, one run follows the other: the last one counts. */
  #beginAnew(): void {
    this.startedAtMs = this.#now();
    this.elapsedMs = undefined;
    this.tasks.clear();
    this.failed.length = 0;
  }

  #sinceStart(): number {
    return this.#now() - this.startedAtMs;
  }

  #task(id: string, deps: readonly string[] = []): RecordedTask {
    const found = this.tasks.get(id);
    if (found !== undefined) return found;
    const fresh: RecordedTask = {
      ...{ id, deps, startedMs: undefined, endedMs: undefined, outcome: undefined, reason: undefined },
      ...{ error: undefined, retries: 0, lines: [], droppedLines: 0, steps: [] },
    };
    this.tasks.set(id, fresh);
    return fresh;
  }

  #addLine(task: RecordedTask, event: Extract<TaskEvent, { type: "task.output" }>): void {
    const { line: text, stream, step } = event;
    task.lines.push({ text, stream, steps: this.#paths.names(step) });
    // Not one by one, which would move all of them each time.
    if (task.lines.length < mostLines * 1.25) return;
    task.droppedLines += task.lines.splice(0, task.lines.length - mostLines).length;
  }
}

/** How long it took; 0 of what did not run. */
export function lengthOf({ startedMs, endedMs }: RecordedTask): number {
  return startedMs === undefined || endedMs === undefined ? 0 : endedMs - startedMs;
}
