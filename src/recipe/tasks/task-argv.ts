import type { ArgTable, CommandSyntax, FlagTable } from "../../commands/define-command.ts";
import { parseArgv } from "../../commands/parse-argv.ts";
import { NerdError, unknownName } from "../../errors.ts";
import { runnerFlags } from "./task-flags.ts";

/** What a task takes: `undefined` of a name that is none. */
export type TakenBy = (task: string) => { readonly flags: FlagTable; readonly args: ArgTable } | undefined;

export interface CalledTask {
  readonly name: string;
  readonly help: boolean;
  readonly words: readonly string[];
}

export interface TaskArgv {
  readonly runner: readonly string[];
  readonly help: boolean;
  readonly tasks: readonly CalledTask[];
}

/**
 * `--jobs 4 build deploy --env prod lint`: a flag belongs to the task before it where that has one of the name, else to the run;
 * a word is the next task's name, unless the task before it takes words.
 */
export function splitTaskArgv(argv: readonly string[], takenBy: TakenBy): TaskArgv {
  const words = [...argv];
  const runner: string[] = [];
  const tasks: { name: string; help: boolean; words: string[]; free: number; flags: FlagTable }[] = [];
  let help = false;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const task = tasks.at(-1);
    if (word === "--help" || word === "-h") {
      if (task === undefined) help = true;
      else task.help = true;
    } else if (word === "--") {
      if (task === undefined) throw unexpected(words[0] ?? "--");
      task.words.push(word, ...words.splice(0));
    } else if (word.startsWith("-") && word !== "-") {
      const [owner, takesNext] = ownerOf(word, task);
      const target = owner === "task" && task !== undefined ? task.words : runner;
      target.push(word);
      if (takesNext && words.length > 0) target.push(words.shift()!); // There is one.
    } else if (task !== undefined && task.free > 0) {
      task.words.push(word);
      task.free--;
    } else {
      const taken = takenBy(word) ?? { flags: {}, args: {} };
      tasks.push({ name: word, help: false, words: [], free: placesOf(taken.args), flags: taken.flags });
    }
  }
  return { runner, help, tasks };
}

/** A task's own flags and words, read as a command's are. */
export function readTaskArguments(
  { name, words }: CalledTask,
  taken: { readonly flags: FlagTable; readonly args: ArgTable },
): Record<string, unknown> {
  const takesNone = words.length === 0 && Object.keys(taken.flags).length === 0 && Object.keys(taken.args).length === 0;
  return takesNone ? {} : parseArgv(taskSyntax(name, "", taken), words);
}

export function taskSyntax(
  name: string,
  summary: string,
  { flags, args }: { readonly flags: FlagTable; readonly args: ArgTable },
): CommandSyntax {
  return { name, summary, args, flags, interspersed: true };
}

function ownerOf(word: string, task: { flags: FlagTable } | undefined): [owner: "task" | "runner", takesNext: boolean] {
  for (const [owner, flags] of [["task", task?.flags ?? {}] as const, ["runner", runnerFlags as FlagTable] as const]) {
    const found = flagOf(word, flags);
    if (found !== undefined) return [owner, found.takesNext];
  }
  const known = [...Object.keys(task?.flags ?? {}), ...Object.keys(runnerFlags)].map((name) => `--${name}`);
  throw unknownName("UNKNOWN_FLAG", word.split("=")[0]!, known); // Of its one part at least.
}

function flagOf(word: string, flags: FlagTable): { takesNext: boolean } | undefined {
  if (word.startsWith("--")) {
    const [name = "", ...value] = word.slice(2).split("=");
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    return flag && { takesNext: flag.type !== "bool" && value.length === 0 };
  }
  const flag = Object.values(flags).find(({ short }) => short === word.charAt(1));
  return flag && { takesNext: flag.type !== "bool" && word.length === 2 };
}

function placesOf(args: ArgTable): number {
  const kinds = Object.values(args);
  return kinds.some((kind) => kind === "rest" || kind === "some") ? Number.POSITIVE_INFINITY : kinds.length;
}

function unexpected(word: string): NerdError {
  return new NerdError("UNEXPECTED_ARGUMENT", `no task takes this: ${word}`);
}
