import type { TaskDefinition } from "../../../src/task/task.ts";

/** A task as `task()` would declare it without options, with changes. */
export function definition(name: string, changes: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    ...{ declared: new Error("declared"), name, summary: "", deps: [], matrix: {}, locks: [], retry: { times: 0 } },
    ...{
      timeoutMs: undefined,
      isDefault: false,
      inputs: undefined,
      outputs: [],
      env: {},
      cache: false,
      persistent: false,
    },
    ...{ condition: undefined, fn: () => {}, ending: undefined },
    ...changes,
  };
}

export function definitions(...all: readonly TaskDefinition[]): Map<string, TaskDefinition> {
  return new Map(all.map((each) => [each.name, each]));
}
