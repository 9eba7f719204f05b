import { NerdError } from "../errors.ts";
import { type ExecutionOptions, endTask, executeTask, settledAtOnce } from "./execution.ts";
import { type TaskGraph, type TaskNode, taskGraph } from "./graph.ts";
import { RunReport, type TaskFailure } from "./run-report.ts";
import { Schedule } from "./schedule.ts";
import type { TaskDefinition, TaskHandle } from "./task.ts";
import { TaskWaits } from "./task-waits.ts";

export interface TaskRunOptions extends ExecutionOptions {
  /** All there are; those that a task declares while it runs appear here. */
  readonly tasks: ReadonlyMap<string, TaskDefinition>;
  readonly jobs: number;
  /** Where it is given, the run goes on when there is nothing to do, until it is stopped; called each time that is so. */
  readonly onIdle?: (() => void) | undefined;
  /** The first failure stops the others. */
  readonly failFast: boolean;
  readonly signal: AbortSignal;
}

/** One run of the graph. Failures, in the order in which they happened; those that only followed are none. */
export class TaskRun {
  readonly #options: TaskRunOptions;
  readonly #schedule: Schedule;
  readonly #controller = new AbortController();
  readonly #report: RunReport;
  /** In a run that goes on: what stops each task alone. */
  readonly #stops = new Map<string, AbortController>();
  /** Why tasks that are being stopped will start once more. */
  readonly #again = new Map<string, string>();
  readonly #waits: TaskWaits;
  #running = 0;
  /** Of these, those that run until they are stopped. */
  #persistent = 0;
  #isIdle = false;
  #finish = () => {};

  constructor(options: TaskRunOptions) {
    this.#options = options;
    this.#schedule = new Schedule(options.jobs);
    this.#waits = new TaskWaits(this.#schedule);
    this.#report = new RunReport(options.emit);
  }

  async run(graph: TaskGraph): Promise<readonly TaskFailure[]> {
    const { signal } = this.#options;
    const stop = () => this.#stop(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener("abort", stop, { once: true });
    this.#report.planned(graph);
    try {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
        this.#schedule.add(graph);
        this.#pump();
      });
    } finally {
      signal.removeEventListener("abort", stop);
    }
    if (!this.#isIdle) this.#report.ended();
    return this.#report.failures;
  }

  /**
   * Does tasks again whose inputs have changed, and those that need them: what runs is stopped first, what has not begun only begins later.
   * `changed` has the reasons.
   */
  restart(changed: ReadonlyMap<string, string>): void {
    if (this.#controller.signal.aborted) return;
    const all = this.#schedule.withDependents(changed.keys());
    this.#report.forget(all);
    const quiet = all.filter((id) => {
      if (!this.#schedule.isRunning(id)) return true;
      this.#again.set(id, changed.get(id) ?? "what it needs has changed");
      this.#stops.get(id)?.abort(new DOMException(`${id} starts once more`, "AbortError"));
      return false;
    });
    if (this.#isIdle) this.#report.goesOn();
    this.#isIdle = false;
    this.#schedule.reset(quiet);
    this.#pump();
  }

  #pump(): void {
    let hasSettled = false;
    let nowMs = performance.now();
    for (let taken = this.#schedule.take(); taken.length > 0; taken = this.#schedule.take()) {
      for (const node of taken) {
        const settledMs = this.#settleAtOnce(node, nowMs);
        if (settledMs === undefined) {
          this.#running++;
          void this.#start(node);
          nowMs = performance.now();
        } else {
          hasSettled = true;
          nowMs = settledMs;
        }
      }
    }
    if (hasSettled) this.#waits.settle();
    const { onIdle } = this.#options;
    if (onIdle !== undefined && this.#isQuiet()) this.#rest(onIdle);
    if (this.#running > this.#waits.pausedCount) return;
    if (!this.#waits.isEmpty) this.#waits.refuse();
    else if (this.#schedule.unsettledCount === 0 && (onIdle === undefined || this.#controller.signal.aborted))
      this.#finish();
  }

  #isQuiet(): boolean {
    const running = this.#running - this.#waits.pausedCount;
    const isDone = running === this.#persistent && this.#schedule.unsettledCount === this.#persistent;
    return isDone && this.#again.size === 0 && !this.#isIdle && !this.#controller.signal.aborted;
  }

  #rest(onIdle: () => void): void {
    this.#isIdle = true;
    this.#report.ended();
    onIdle();
  }

  /**
   * Without a turn of the event loop: where thousands have nothing to do, that is most of what they cost. Gives the time then; undefined where
   * there is something to do.
   */
  #settleAtOnce(node: TaskNode, startedMs: number): number | undefined {
    const { cache } = this.#options;
    const outcome = settledAtOnce(node, () => cache?.isUnchanged(node));
    if (outcome === undefined) return undefined;
    this.#schedule.settle(node.id, true);
    const endedMs = performance.now();
    this.#report.finished(node.id, { outcome, elapsedMs: endedMs - startedMs });
    return endedMs;
  }

  async #start(node: TaskNode): Promise<void> {
    const startedMs = performance.now();
    const isPersistent = Number(node.task.persistent);
    this.#persistent += isPersistent;
    const { succeeded, outcome, reason, error } = await executeTask(node, {
      ...this.#options,
      signal: this.#signalOf(node.id),
      run: (tasks, signal) => this.#runMore(node.id, tasks.map(nameOf), signal),
    });
    const end = await endTask(node, outcome, this.#options);
    this.#persistent -= isPersistent;
    const again = this.#again.get(node.id);
    this.#again.delete(node.id);
    if (again !== undefined && end === undefined && !this.#controller.signal.aborted) {
      const elapsedMs = performance.now() - startedMs;
      this.#report.finished(node.id, { outcome: "cancelled", elapsedMs, reason: again });
      this.#running--;
      this.#schedule.reset([node.id]);
      this.#waits.settle();
      this.#pump();
      return;
    }
    const failure = error ?? end;
    const elapsedMs = performance.now() - startedMs;
    const isFine = succeeded && end === undefined;
    const shown = end === undefined ? outcome : "failed";
    if (!isFine && shown === "failed") this.#report.failed(node.id, failure);
    this.#report.finished(node.id, { outcome: shown, elapsedMs, reason, error: failure });
    this.#running--;
    await this.#skip(
      this.#schedule.settle(node.id, isFine),
      `${node.id} ${shown === "failed" ? "failed" : "was stopped"}`,
    );
    if (shown === "failed" && this.#options.failFast) this.#stop(new DOMException(`${node.id} failed`, "AbortError"));
    this.#waits.settle();
    this.#pump();
  }

  #signalOf(id: string): AbortSignal {
    if (this.#options.onIdle === undefined) return this.#controller.signal;
    const stop = new AbortController();
    this.#stops.set(id, stop);
    return stop.signal;
  }

  async #runMore(parent: string, names: readonly string[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const graph = taskGraph(this.#options.tasks, names);
    const ids = [...graph.keys()];
    await this.#skip(this.#schedule.add(graph), "what it needs failed");
    const settled = this.#waits.until(parent, ids);
    this.#waits.settle();
    this.#pump();
    await settled;
    const failed = ids.filter((id) => !this.#schedule.succeeded(id));
    if (failed.length > 0) throw new NerdError("COMMAND_FAILED", `tasks failed: ${failed.join(", ")}`);
  }

  async #skip(ids: readonly string[], reason: string): Promise<void> {
    const outcome = this.#controller.signal.aborted ? "cancelled" : "skipped";
    for (const id of ids) {
      const node = this.#schedule.node(id);
      const error = await endTask(node, outcome, this.#options);
      if (error !== undefined) this.#report.failed(id, error);
      this.#report.finished(id, { outcome, elapsedMs: 0, reason, error });
    }
  }

  #stop(reason: unknown): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort(reason);
    for (const stop of this.#stops.values()) stop.abort(reason);
    this.#running++;
    void this.#skip(this.#schedule.abandon(), "the run was stopped").then(() => {
      this.#running--;
      this.#waits.settle();
      this.#pump();
    });
  }
}

function nameOf(task: string | TaskHandle): string {
  return typeof task === "string" ? task : task.name;
}
