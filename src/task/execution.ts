import { revealedEnv } from "../secrets/secret.ts";
import type { EmitTask, TaskOutcome } from "../task-events.ts";
import { attempts } from "./attempts.ts";
import type { TaskNode } from "./graph.ts";
import type { TaskContext, TaskHandle } from "./task.ts";

/** What code in a task finds around it, however deep: its signal, its variables, and where its output goes. */
export interface TaskScope {
  readonly id: string;
  /** Absent in a finally-handler, which nothing stops. */
  readonly signal: AbortSignal | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Those that its function was given; absent until they run. */
  readonly services?: TaskContext["services"];
}

/** Outcomes of earlier runs. */
export interface TaskCache {
  /** Says at once that there is nothing to do for it; false also where that takes more than a look. */
  isUnchanged(node: TaskNode): boolean;
  /** Gives back what an earlier run made, or says why there is nothing to give back. */
  restore(node: TaskNode): Promise<{ readonly hit: boolean; readonly reason?: string }>;
  save(node: TaskNode): Promise<void>;
}

export interface ExecutionOptions {
  readonly emit: EmitTask;
  readonly cache: TaskCache | undefined;
  argsOf(node: TaskNode): Readonly<Record<string, unknown>>;
  enter<T>(scope: TaskScope, act: () => T): T;
}

interface OwnOptions extends ExecutionOptions {
  readonly signal: AbortSignal;
  run(tasks: readonly (string | TaskHandle)[], signal: AbortSignal): Promise<void>;
}

export interface Execution {
  readonly succeeded: boolean;
  readonly outcome: TaskOutcome;
  readonly reason?: string | undefined;
  readonly error?: unknown;
}

/** How a task ends that has nothing to do, as a look at it shows; undefined where it has to be executed. */
export function settledAtOnce({ task }: TaskNode, isUnchanged: () => boolean | undefined): TaskOutcome | undefined {
  if (task.condition !== undefined) return undefined;
  if (task.fn === undefined) return task.ending === undefined && isUnchanged() !== false ? "done" : undefined;
  return isUnchanged() === true ? "cached" : undefined;
}

/** One task, whose dependencies are done: by its condition, from the cache, or by its function. */
export async function executeTask(node: TaskNode, options: OwnOptions): Promise<Execution> {
  const { emit, cache, signal } = options;
  try {
    if (node.task.condition !== undefined && !(await node.task.condition(node.matrix)))
      return { succeeded: true, outcome: "skipped", reason: "its condition is false" };
    const { hit, reason } = (await cache?.restore(node)) ?? { hit: false, reason: undefined };
    if (node.task.fn === undefined) return { succeeded: true, outcome: "done" };
    if (hit) return { succeeded: true, outcome: "cached" };
    emit({ type: "task.started", task: node.id });
    await runFunction(node, options);
    await cache?.save(node);
    return { succeeded: true, outcome: "done", reason };
  } catch (error) {
    if (signal.aborted) return { succeeded: false, outcome: "cancelled" };
    return { succeeded: false, outcome: "failed", error: withDeclaration(error, node.task.declared) };
  }
}

/** What failed in a timer knows no caller: the frames of the declaration are added. */
function withDeclaration(error: unknown, declared: Error): unknown {
  const frames = declared.stack?.split("\n").slice(1) ?? [];
  if (error instanceof Error) error.stack = [error.stack, ...frames].join("\n");
  return error;
}

async function runFunction(node: TaskNode, { emit, enter, argsOf, signal, run }: OwnOptions): Promise<void> {
  const { id, task, matrix } = node;
  await attempts({
    task,
    signal,
    onRetry: (attempt, delayMs, error) => emit({ type: "task.retried", task: id, attempt, delayMs, error }),
    act: async (own, attempt) => {
      const context = {
        ...{ name: id, args: argsOf(node), matrix, signal: own, attempt },
        run: (...tasks: readonly (string | TaskHandle)[]) => run(tasks, own),
      };
      const scope = { id, signal: own, env: await revealedEnv(task.env) };
      await enter(scope, async () => {
        if (task.prepare === undefined) return await task.fn?.({ ...context, services: {} });
        const services = await task.prepare(own);
        await enter({ ...scope, services }, async () => await task.fn?.({ ...context, services }));
      });
    },
  });
}

/** The finally-handler; gives what it failed with. */
export async function endTask(
  { id, task }: TaskNode,
  outcome: TaskOutcome,
  { enter }: Pick<ExecutionOptions, "enter">,
): Promise<unknown> {
  const { ending, env } = task;
  if (ending === undefined || outcome === "cached") return undefined;
  try {
    await enter({ id, signal: undefined, env: await revealedEnv(env) }, async () => await ending(outcome));
    return undefined;
  } catch (error) {
    return error;
  }
}
