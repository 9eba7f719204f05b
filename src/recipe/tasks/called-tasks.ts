import { taskArguments } from "../../api/task-arguments.ts";
import { unknownName } from "../../errors.ts";
import { declaredTasks } from "../../task/declared-tasks.ts";
import type { TaskGraph, TaskNode } from "../../task/graph.ts";
import { isNameOf } from "../../task/matrix.ts";
import type { TaskDefinition } from "../../task/task.ts";
import { type CalledTask, readTaskArguments, type TakenBy } from "./task-argv.ts";

/** What the task of a name takes; an instance, `test:node=24`, what its task does. */
export function takenBy(id: string): ReturnType<TakenBy> {
  const name = declaredTasks().has(id) ? id : id.split(":")[0]!; // Of its one part at least.
  return declaredTasks().has(name) ? taskArguments(name) : undefined;
}

/** Throws UNKNOWN_TASK, with the nearest names. */
export function calledTask(name: string): TaskDefinition {
  const tasks = declaredTasks();
  const found = tasks.get(name) ?? tasks.get(name.split(":")[0] ?? "");
  if (found === undefined) throw unknownName("UNKNOWN_TASK", name, tasks.keys());
  return found;
}

/** What runs where the command line names nothing: the only task, or those that are declared so. */
export function defaultTasks(): string[] {
  const all = [...declaredTasks().values()];
  const chosen = all.length === 1 ? all : all.filter(({ isDefault }) => isDefault);
  return chosen.map(({ name }) => name);
}

/** Reads all arguments before anything runs. A task that only others need has its defaults. */
export function readAllArguments(
  called: readonly CalledTask[],
  graph: TaskGraph,
): (node: TaskNode) => Readonly<Record<string, unknown>> {
  const read = new Map<string, Record<string, unknown>>();
  for (const each of called) read.set(each.name, readTaskArguments(each, takenBy(each.name) ?? taskArguments("")));
  const argsOf = ({ id, task }: TaskNode) => {
    const names = called.map(({ name }) => name).filter((name) => isNameOf(name, { id, task }));
    const [nearest = task.name] = names.sort((a, b) => b.length - a.length);
    const found = read.get(nearest);
    if (found !== undefined) return found;
    const args = readTaskArguments({ name: task.name, help: false, words: [] }, taskArguments(task.name));
    read.set(task.name, args);
    return args;
  };
  for (const node of graph.values()) argsOf(node);
  return argsOf;
}
