import type { Duration } from "../duration.ts";
import type { Secret } from "../secrets/secret.ts";
import type { TaskOutcome } from "../task-events.ts";

/** The values of one combination of a matrix: `{ node: "22", os: "debian" }`. */
export type MatrixValues = Readonly<Record<string, string>>;

/** How a task that fails is tried again; the waits double from `delay` (1 s), up to 30 s. */
export interface Retry {
  readonly times: number;
  readonly delay?: Duration;
}

/** What a task's key is made of besides its code. */
export interface TaskInputs {
  /** Globs below the recipe's directory; `!dist/**` takes files away, and so do `.gitignore` files. */
  readonly files?: readonly string[];
  /** Names of environment variables. */
  readonly env?: readonly string[];
  /** Images, whose digests count. */
  readonly images?: readonly string[];
}

/** What the function of a task is handed. */
export interface TaskContext<
  Args = Readonly<Record<string, unknown>>,
  Matrix = MatrixValues,
  Services = Readonly<Record<string, unknown>>,
> {
  readonly name: string;
  readonly args: Args;
  readonly matrix: Matrix;
  /** Those that it was declared with; they run. */
  readonly services: Services;
  /** Aborts on Ctrl-C, and when the task's time is up; operations and `$` in the task stop by it as they are. */
  readonly signal: AbortSignal;
  /** 1, and one more for each retry. */
  readonly attempt: number;
  /** Runs other tasks now, those declared a moment ago too, each once, and waits for them. */
  run(...tasks: readonly (string | TaskHandle)[]): Promise<void>;
}

/** What `task()` gives, for other tasks' `deps`. */
export interface TaskHandle {
  readonly name: string;
}

/** A task as it was declared, whatever its types were. */
export interface TaskDefinition {
  /** Made where it was declared; its stack is formatted only when it is read. */
  readonly declared: Error;
  readonly name: string;
  readonly summary: string;
  readonly deps: readonly string[] | ((matrix: MatrixValues) => readonly string[]);
  readonly matrix: Readonly<Record<string, readonly string[]>>;
  readonly locks: readonly string[];
  readonly retry: Retry;
  readonly timeoutMs: number | undefined;
  readonly isDefault: boolean;
  readonly inputs: TaskInputs | undefined;
  readonly outputs: readonly string[];
  /** Inputs and outputs in place of those above, where they depend on the matrix's values. */
  readonly filesOf?: ((matrix: MatrixValues) => Pick<TaskDefinition, "inputs" | "outputs">) | undefined;
  readonly env: Readonly<Record<string, string | Secret>>;
  readonly cache: boolean;
  /** A server, or whatever else runs until it is stopped. */
  readonly persistent: boolean;
  /** Where it is false, the task has nothing to do, and counts as done. */
  readonly condition: ((matrix: MatrixValues) => boolean | Promise<boolean>) | undefined;
  /** Starts what the function needs besides, and gives it its services. */
  readonly prepare?: ((signal: AbortSignal) => Promise<TaskContext["services"]>) | undefined;
  /** Absent in a group, which only has dependencies. */
  readonly fn: ((context: TaskContext) => unknown) | undefined;
  readonly ending: ((outcome: TaskOutcome) => unknown) | undefined;
}
