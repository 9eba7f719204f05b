import type { TaskEvent } from "../../task-events.ts";

type Finished = Extract<TaskEvent, { type: "task.finished" }>;

/** A line, or a step with what was written in it. Times are milliseconds since 1970. */
export type HeldItem = { readonly line: string; readonly stream: "stdout" | "stderr" } | HeldStep;

export interface HeldStep {
  readonly name: string;
  readonly startedMs: number;
  endedMs: number | undefined;
  failed: boolean;
  readonly items: HeldItem[];
}

/** What one task has written, whole, or since it was last shown. */
export interface TaskBlock {
  readonly task: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly items: readonly HeldItem[];
  /** Absent where the task goes on. */
  readonly finished: Finished | undefined;
  /** Whether a part was shown before. */
  readonly isRest: boolean;
}

interface Holding {
  startedMs: number;
  isRest: boolean;
  items: HeldItem[];
  readonly open: Map<number, { step: HeldStep; readonly parent: number | undefined }>;
  lineCount: number;
  timer: NodeJS.Timeout | undefined;
}

interface HeldOutputOptions {
  readonly now: () => number;
  show(block: TaskBlock): void;
}

/** Nobody is to look at nothing for longer, and a CI may stop a job that says nothing. */
const longestHoldMs = 20_000;
const mostLines = 10_000;

/** Holds what tasks write until they end, so that tasks at the same time do not mix; of long ones a part now and then. */
export class HeldOutput {
  readonly #options: HeldOutputOptions;
  readonly #tasks = new Map<string, Holding>();

  constructor(options: HeldOutputOptions) {
    this.#options = options;
  }

  take(event: TaskEvent): void {
    switch (event.type) {
      case "task.output":
        this.#hold(event.task, event.step, { line: event.line, stream: event.stream });
        return;
      case "step.started": {
        const step = { name: event.name, startedMs: this.#options.now(), endedMs: undefined, failed: false, items: [] };
        this.#hold(event.task, event.parent, step);
        this.#holding(event.task).open.set(event.step, { step, parent: event.parent });
        return;
      }
      case "step.finished": {
        const { open } = this.#holding(event.task);
        const found = open.get(event.step)?.step;
        open.delete(event.step);
        if (found !== undefined) Object.assign(found, { endedMs: this.#options.now(), failed: event.failed });
        return;
      }
      case "task.started":
        this.#holding(event.task);
        return;
      case "task.finished":
        this.#show(event.task, event);
        this.#tasks.delete(event.task);
    }
  }

  /** Shows what is still held. */
  close(): void {
    for (const [task, { items }] of this.#tasks) if (items.length > 0) this.#show(task, undefined);
  }

  #holding(task: string): Holding {
    const found = this.#tasks.get(task);
    if (found !== undefined) return found;
    const fresh: Holding = {
      ...{ startedMs: this.#options.now(), isRest: false, items: [], open: new Map() },
      ...{ lineCount: 0, timer: undefined },
    };
    this.#tasks.set(task, fresh);
    return fresh;
  }

  #hold(task: string, step: number | undefined, item: HeldItem): void {
    const holding = this.#holding(task);
    const within = step === undefined ? undefined : holding.open.get(step)?.step;
    (within?.items ?? holding.items).push(item);
    holding.timer ??= setTimeout(() => this.#show(task, undefined), longestHoldMs).unref();
    if (++holding.lineCount >= mostLines) this.#show(task, undefined);
  }

  #show(task: string, finished: Finished | undefined): void {
    const holding = this.#holding(task);
    const { startedMs, isRest, items, open } = holding;
    clearTimeout(holding.timer);
    const endedMs = this.#options.now();
    this.#options.show({ task, startedMs, endedMs, items, finished, isRest });
    Object.assign(holding, { startedMs: endedMs, isRest: true, items: [], lineCount: 0, timer: undefined });
    // Steps that go on are begun anew, in each other as they were: those outside come first.
    for (const each of open.values()) {
      each.step = { ...each.step, startedMs: endedMs, items: [] };
      const outer = each.parent === undefined ? undefined : open.get(each.parent)?.step;
      (outer?.items ?? holding.items).push(each.step);
    }
  }
}
