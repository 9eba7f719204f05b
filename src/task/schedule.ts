import type { TaskGraph, TaskNode } from "./graph.ts";

type State = "waiting" | "ready" | "running" | "paused" | "done" | "failed" | "skipped";

/**
 * Which tasks may run now: a state machine without a clock. A task is ready when its dependencies are done, and starts
 * when a job is free and none of its locks is held.
 */
export class Schedule {
  readonly #jobs: number;
  readonly #nodes = new Map<string, TaskNode>();
  readonly #states = new Map<string, State>();
  readonly #missing = new Map<string, number>();
  readonly #dependents = new Map<string, string[]>();
  /** In the order in which they became ready. */
  readonly #ready = new Set<string>();
  readonly #held = new Set<string>();
  #running = 0;
  #unsettled = 0;

  constructor(jobs: number) {
    this.#jobs = jobs;
  }

  /** Adds what is not there yet; gives those that can never run, as something they need has failed already. */
  add(graph: TaskGraph): string[] {
    const skipped: string[] = [];
    for (const node of graph.values()) {
      if (this.#nodes.has(node.id)) continue;
      this.#nodes.set(node.id, node);
      this.#unsettled++;
      const states = node.deps.map((dep) => this.#states.get(dep));
      for (const dep of node.deps) {
        const dependents = this.#dependents.get(dep);
        if (dependents === undefined) this.#dependents.set(dep, [node.id]);
        else dependents.push(node.id);
      }
      this.#missing.set(node.id, states.filter((state) => state !== "done").length);
      if (states.some((state) => state === "failed" || state === "skipped")) {
        this.#states.set(node.id, "skipped");
        this.#unsettled--;
        skipped.push(node.id);
      } else if (this.#missing.get(node.id) === 0) this.#makeReady(node.id);
      else this.#states.set(node.id, "waiting");
    }
    return skipped;
  }

  /** Those that start now; each runs until it is settled. */
  take(): TaskNode[] {
    const taken: TaskNode[] = [];
    for (const id of this.#ready) {
      if (this.#running >= this.#jobs) break;
      const node = this.#nodes.get(id)!; // Ready are those that were added.
      if (node.task.locks.some((lock) => this.#held.has(lock))) continue;
      for (const lock of node.task.locks) this.#held.add(lock);
      this.#ready.delete(id);
      this.#states.set(id, "running");
      this.#running++;
      taken.push(node);
    }
    return taken;
  }

  /** A running task that waits for others gives its job back, and keeps its locks. */
  pause(id: string): void {
    this.#states.set(id, "paused");
    this.#running--;
  }

  /** It goes on at once, even where that is one job too many for a moment. */
  resume(id: string): void {
    this.#states.set(id, "running");
    this.#running++;
  }

  /** Ends a running task; gives those that are skipped, since they needed it. */
  settle(id: string, succeeded: boolean): string[] {
    if (this.#states.get(id) === "running") this.#running--;
    for (const lock of this.#nodes.get(id)?.task.locks ?? []) this.#held.delete(lock);
    this.#states.set(id, succeeded ? "done" : "failed");
    this.#unsettled--;
    if (!succeeded) return this.#skipDependents(id);
    for (const dependent of this.#dependents.get(id) ?? []) {
      const missing = this.#missing.get(dependent)! - 1; // Set together with the dependent.
      this.#missing.set(dependent, missing);
      if (missing === 0 && this.#states.get(dependent) === "waiting") this.#makeReady(dependent);
    }
    return [];
  }

  /** Skips all that have not started; gives them. */
  abandon(): string[] {
    return [...this.#states.keys()].filter((id) => this.#skip(id));
  }

  node(id: string): TaskNode {
    return this.#nodes.get(id)!; // For ids that it gave.
  }

  isSettled(id: string): boolean {
    return ["done", "failed", "skipped"].includes(this.#states.get(id) ?? "");
  }

  succeeded(id: string): boolean {
    return this.#states.get(id) === "done";
  }

  get unsettledCount(): number {
    return this.#unsettled;
  }

  #makeReady(id: string): void {
    this.#states.set(id, "ready");
    this.#ready.add(id);
  }

  #skipDependents(id: string): string[] {
    const skipped: string[] = [];
    const queue = [...(this.#dependents.get(id) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (!this.#skip(next)) continue;
      skipped.push(next);
      queue.push(...(this.#dependents.get(next) ?? []));
    }
    return skipped;
  }

  #skip(id: string): boolean {
    const state = this.#states.get(id);
    if (state !== "waiting" && state !== "ready") return false;
    this.#ready.delete(id);
    this.#states.set(id, "skipped");
    this.#unsettled--;
    return true;
  }
}
