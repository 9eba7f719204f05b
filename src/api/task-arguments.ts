import type { ArgTable, FlagTable } from "../commands/define-command.ts";

/** What a task takes on the command line, in the words of the command table. */
export interface TaskArguments {
  readonly flags: FlagTable;
  readonly args: ArgTable;
}

/** By name, beside the declarations themselves, which know nothing of command lines. */
const declared = new Map<string, TaskArguments>();

export function declareArguments(name: string, taken: TaskArguments): void {
  declared.set(name, taken);
}

export function taskArguments(name: string): TaskArguments {
  return declared.get(name) ?? { flags: {}, args: {} };
}
