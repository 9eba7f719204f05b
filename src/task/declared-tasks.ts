import { NerdError } from "../errors.ts";
import type { TaskDefinition } from "./task.ts";

/** The tasks of the recipe that this process runs: a name that a module exports has nowhere else to put them. */
const declared = new Map<string, TaskDefinition>();

export function declareTask(definition: TaskDefinition): void {
  const { name } = definition;
  if (!/^[\p{L}\p{N}_@][\p{L}\p{N}_@./-]*$/u.test(name)) {
    const hint = "letters, digits and _ @ . / - after the first";
    throw new NerdError("INVALID_VALUE", `not a name for a task: ${JSON.stringify(name)}`, { hint });
  }
  if (declared.has(name)) throw new NerdError("ALREADY_EXISTS", `a task of this name is there already: ${name}`);
  declared.set(name, definition);
}

export function declaredTasks(): ReadonlyMap<string, TaskDefinition> {
  return declared;
}
