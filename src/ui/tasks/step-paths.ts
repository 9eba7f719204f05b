import type { TaskEvent } from "../../task-events.ts";

/** Names of steps with those of the steps they lie in: `compile > types`. */
export class StepPaths {
  readonly #paths = new Map<number, readonly string[]>();

  take(event: TaskEvent): void {
    if (event.type !== "step.started") return;
    this.#paths.set(event.step, [...this.names(event.parent), event.name]);
  }

  /** Outermost first. */
  names(step: number | undefined): readonly string[] {
    return (step !== undefined && this.#paths.get(step)) || [];
  }

  text(step: number): string {
    return this.names(step).join(" > ");
  }
}
