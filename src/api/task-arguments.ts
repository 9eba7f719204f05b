import type { ArgTable, FlagTable } from "../commands/define-command.ts";
import type { FlagType } from "../commands/flag-types.ts";
import { NerdError } from "../errors.ts";

/** What a task takes on the command line, in the words of the command table. */
export interface TaskArguments {
  readonly flags: FlagTable;
  readonly args: ArgTable;
}

/** By name, beside the declarations themselves, which know nothing of command lines. */
const declared = new Map<string, TaskArguments>();

export function declareArguments(name: string, taken: TaskArguments): void {
  for (const [flag, { type }] of Object.entries(taken.flags)) refuseOther("type", flag, type, flagTypes);
  for (const [word, kind] of Object.entries(taken.args)) refuseOther("kind", word, kind, wordKinds);
  declared.set(name, taken);
}

/** For those whom no type checker tells: else a flag of type `boolean` would ask for a value, and only when it is used. */
function refuseOther(what: string, name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new NerdError("INVALID_VALUE", `invalid ${what} of the argument ${name}: ${value}`, {
    hint: `one of ${known.join(", ")}`,
  });
}

const flagTypes = Object.keys({
  string: true,
  bool: true,
  number: true,
  list: true,
  pairs: true,
  filters: true,
  bytes: true,
  limit: true,
  duration: true,
} satisfies Record<FlagType, true>);

const wordKinds = Object.keys({
  required: true,
  optional: true,
  rest: true,
  some: true,
} satisfies Record<ArgTable[string], true>);

export function taskArguments(name: string): TaskArguments {
  return declared.get(name) ?? { flags: {}, args: {} };
}
