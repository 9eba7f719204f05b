import { NerdError } from "../errors.ts";
import type { MatrixValues, TaskDefinition } from "./task.ts";

export interface TaskInstance {
  /** The task's name, with the matrix's values in its order where there are any: `test:22:debian`. */
  readonly id: string;
  readonly matrix: MatrixValues;
}

/** One instance for each combination of the matrix's values; the last name varies fastest. */
export function instancesOf({ name, matrix }: Pick<TaskDefinition, "name" | "matrix">): TaskInstance[] {
  const axes = Object.entries(matrix);
  if (axes.length === 0) return [{ id: name, matrix: {} }];
  let combinations: MatrixValues[] = [{}];
  for (const [axis, values] of axes) {
    if (values.length === 0) throw new NerdError("INVALID_VALUE", `the matrix of ${name} has no values for: ${axis}`);
    combinations = combinations.flatMap((each) => values.map((value) => ({ ...each, [axis]: String(value) })));
  }
  return combinations.map((values) => ({ id: [name, ...Object.values(values)].join(":"), matrix: values }));
}

/** Whether a name stands for the instance: the task's, its own, or `test:22`, which begins as it does. */
export function isNameOf(
  name: string,
  { id, task }: { readonly id: string; readonly task: { readonly name: string } },
): boolean {
  if (name === id || name === task.name) return true;
  return name.startsWith(`${task.name}:`) && id.startsWith(`${name}:`);
}
