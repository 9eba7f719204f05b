import { NerdError } from "../errors.ts";
import type { Schedule } from "./schedule.ts";

interface Wait {
  readonly parent: string;
  readonly ids: readonly string[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Tasks that wait, by `run`, for others: meanwhile they give their job back. */
export class TaskWaits {
  readonly #schedule: Schedule;
  readonly #waits = new Set<Wait>();
  /** How many calls of `run` each task waits for. */
  readonly #calls = new Map<string, number>();
  #paused = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** How many tasks do nothing but wait. */
  get pausedCount(): number {
    return this.#paused;
  }

  get isEmpty(): boolean {
    return this.#waits.size === 0;
  }

  /** Resolves once all of these are settled, as `settle` finds; throws TASK_CYCLE where they never can be. */
  async until(parent: string, ids: readonly string[]): Promise<void> {
    this.#pause(parent);
    try {
      await new Promise<void>((resolve, reject) => this.#waits.add({ parent, ids, resolve, reject }));
    } finally {
      this.#resume(parent);
    }
  }

  /** Wakes those whose tasks are settled. */
  settle(): void {
    for (const wait of this.#waits) {
      if (!wait.ids.every((id) => this.#schedule.isSettled(id))) continue;
      this.#waits.delete(wait);
      // On its feet again before anybody asks whether something runs.
      this.#paused--;
      wait.resolve();
      queueMicrotask(() => this.#paused++);
    }
  }

  /** Nothing runs, and nothing can: tasks wait for each other, by `run` or by a lock. */
  refuse(): void {
    for (const wait of this.#waits) {
      this.#waits.delete(wait);
      const message = `${wait.parent} waits for tasks that cannot run before it has ended: ${wait.ids.join(", ")}`;
      wait.reject(new NerdError("TASK_CYCLE", message, { hint: "they wait for it, or need a lock that it holds" }));
    }
  }

  /** Once, however many tasks it waits for. */
  #pause(parent: string): void {
    const calls = this.#calls.get(parent) ?? 0;
    this.#calls.set(parent, calls + 1);
    if (calls > 0) return;
    this.#schedule.pause(parent);
    this.#paused++;
  }

  #resume(parent: string): void {
    const calls = this.#calls.get(parent) ?? 1;
    this.#calls.set(parent, calls - 1);
    if (calls > 1) return;
    this.#schedule.resume(parent);
    this.#paused--;
  }
}
