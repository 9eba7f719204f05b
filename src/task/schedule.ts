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
      this.#running += jobsOf(node);
      taken.push(node);
    }
    return taken;
  }

  /** A running task that waits for others gives its job back, and keeps its locks. */
  pause(id: string): void {
    this.#states.set(id, "paused");
    this.#running -= jobsOf(this.node(id));
  }

  /** It goes on at once, even where that is one job too many for a moment. */
  resume(id: string): void {
    this.#states.set(id, "running");
    this.#running += jobsOf(this.node(id));
  }

  /** Ends a running task; gives those that are skipped, since they needed it. */
  settle(id: string, succeeded: boolean): string[] {
    this.#release(id);
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

  /** Those that need one of these, in whatever way, and these themselves; dependencies first. */
  withDependents(ids: Iterable<string>): string[] {
    const found = new Set(ids);
    for (const id of found) for (const dependent of this.#dependents.get(id) ?? []) found.add(dependent);
    return [...this.#nodes.keys()].filter((id) => found.has(id));
  }

  isRunning(id: string): boolean {
    return ["running", "paused"].includes(this.#states.get(id) ?? "");
  }

  /** To be done once more, dependencies first. What needs something that has failed stays as it is; gives the others. */
  reset(ids: readonly string[]): string[] {
    return ids.filter((id) => {
      const { deps } = this.node(id);
      if (this.isRunning(id)) this.#release(id);
      else if (this.isSettled(id)) this.#unsettled++;
      this.#ready.delete(id);
      const states = deps.map((dep) => this.#states.get(dep));
      const isHopeless = states.some((state) => state === "failed" || state === "skipped");
      this.#missing.set(id, states.filter((state) => state !== "done").length);
      if (isHopeless) {
        this.#states.set(id, "skipped");
        this.#unsettled--;
      } else if (this.#missing.get(id) === 0) this.#makeReady(id);
      else this.#states.set(id, "waiting");
      return !isHopeless;
    });
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

  #release(id: string): void {
    const node = this.node(id);
    if (this.#states.get(id) === "running") this.#running -= jobsOf(node);
    for (const lock of node.task.locks) this.#held.delete(lock);
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

/** What is to run until it is stopped would keep a job from the others for ever. */
function jobsOf({ task }: TaskNode): number {
  return task.persistent ? 0 : 1;
}
