import { AsyncLocalStorage } from "node:async_hooks";
import { runStepsBy } from "../../api/step.ts";
import type { EmitTask } from "../../task-events.ts";

interface TaskStepsOptions {
  readonly emit: EmitTask;
  /** The task whose code asks. */
  taskHere(): string | undefined;
}

interface Step {
  readonly task: string;
  readonly number: number;
}

/** Turns calls of `step()` in tasks into events; which step a line belongs to is found as its task is, by the asynchronous call. */
export class TaskSteps {
  readonly #steps = new AsyncLocalStorage<Step>();
  readonly #options: TaskStepsOptions;
  #count = 0;

  constructor(options: TaskStepsOptions) {
    this.#options = options;
    runStepsBy((name, act) => this.#run(name, act));
  }

  /** The step whose code asks, if it is its task's: a task that a step has started is not in it. */
  here(): number | undefined {
    const found = this.#steps.getStore();
    return found?.task === this.#options.taskHere() ? found?.number : undefined;
  }

  async #run<T>(name: string, act: () => T | Promise<T>): Promise<T> {
    const { emit, taskHere } = this.#options;
    const task = taskHere();
    if (task === undefined) return await act();
    const parent = this.here();
    const step = ++this.#count;
    const startedMs = performance.now();
    const finish = (failed: boolean) =>
      emit({ type: "step.finished", task, step, name, failed, elapsedMs: performance.now() - startedMs });
    emit({ type: "step.started", task, step, ...(parent !== undefined && { parent }), name });
    try {
      const result = await this.#steps.run({ task, number: step }, async () => await act());
      finish(false);
      return result;
    } catch (error) {
      finish(true);
      throw error;
    }
  }
}
