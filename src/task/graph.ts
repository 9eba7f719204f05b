import { NerdError, unknownName } from "../errors.ts";
import { instancesOf, isNameOf } from "./matrix.ts";
import type { MatrixValues, TaskDefinition } from "./task.ts";

export interface TaskNode {
  readonly id: string;
  readonly task: TaskDefinition;
  readonly matrix: MatrixValues;
  /** Ids, each once. */
  readonly deps: readonly string[];
}

/** Dependencies before their dependents. */
export type TaskGraph = ReadonlyMap<string, TaskNode>;

/**
 * What the named tasks need, themselves included. A name of a task with a matrix stands for all its instances, and `test:22` for those that
 * begin so. Throws UNKNOWN_TASK with the nearest names, and TASK_CYCLE with the way around.
 */
export function taskGraph(tasks: ReadonlyMap<string, TaskDefinition>, wanted: readonly string[]): TaskGraph {
  const instances = new Map<string, { task: TaskDefinition; matrix: MatrixValues }>();
  const byName = new Map<string, string[]>();
  for (const task of tasks.values()) {
    const all = instancesOf(task);
    for (const { id, matrix } of all) instances.set(id, { task, matrix });
    byName.set(
      task.name,
      all.map(({ id }) => id),
    );
  }
  const idsOf = (name: string): readonly string[] => {
    const ids = byName.get(name) ?? (instances.has(name) ? [name] : beginningWith(name));
    if (ids.length === 0) throw unknownName("UNKNOWN_TASK", name, [...byName.keys(), ...instances.keys()]);
    return ids;
  };
  const beginningWith = (name: string): readonly string[] =>
    [...instances].flatMap(([id, { task }]) => (isNameOf(name, { id, task }) ? [id] : []));
  const nodeOf = (id: string): TaskNode => {
    const { task, matrix } = instances.get(id)!; // `idsOf` gave the id.
    const names = typeof task.deps === "function" ? task.deps(matrix) : task.deps;
    const deps = [...new Set(names.flatMap(idsOf))];
    for (const dep of deps) if (instances.get(dep)?.task.persistent) throw endless(id, dep);
    return { id, task: task.filesOf === undefined ? task : { ...task, ...task.filesOf(matrix) }, matrix, deps };
  };
  return inOrder(wanted.flatMap(idsOf), nodeOf);
}

/** Depth first with a stack of its own: a chain of tasks may be longer than the engine's. */
function inOrder(wanted: readonly string[], nodeOf: (id: string) => TaskNode): Map<string, TaskNode> {
  const done = new Map<string, TaskNode>();
  const open = new Set<string>();
  for (const first of wanted) {
    const stack = done.has(first) ? [] : [{ node: nodeOf(first), next: 0 }];
    open.add(first);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const dep = top.node.deps[top.next++];
      if (dep === undefined) {
        done.set(top.node.id, top.node);
        open.delete(top.node.id);
        stack.pop();
      } else if (open.has(dep)) {
        throw cycle([...open], dep);
      } else if (!done.has(dep)) {
        open.add(dep);
        stack.push({ node: nodeOf(dep), next: 0 });
      }
    }
    open.delete(first);
  }
  return done;
}

function endless(id: string, dep: string): NerdError {
  const hint = "a persistent task runs until it is stopped: group the two, or start what is needed in the task itself";
  return new NerdError("INVALID_VALUE", `${id} would wait for ever: it depends on the persistent task ${dep}`, {
    hint,
  });
}

function cycle(open: readonly string[], closing: string): NerdError {
  const way = [...open.slice(open.indexOf(closing)), closing].join(" → ");
  return new NerdError("TASK_CYCLE", `tasks depend on each other in a circle: ${way}`, {
    hint: "take one of these dependencies away",
  });
}
