import type { FlagTable } from "../../commands/define-command.ts";

/** What a recipe with tasks takes before, between and after their names. */
export const runnerFlags = {
  "dry-run": { type: "bool", short: "n", summary: "Say what would run, and run nothing" },
  "fail-fast": { type: "bool", summary: "Stop the others at the first failure" },
  force: { type: "bool", short: "f", summary: "Run also what the cache has" },
  jobs: { type: "number", short: "j", summary: "Tasks that run at the same time; the processors' number where absent" },
  list: { type: "bool", short: "l", summary: "List the tasks" },
  output: { type: "string", short: "o", value: "file", summary: "File that the last reporter writes to" },
  reporter: { type: "list", value: "name[=file]", summary: "How the run is shown: tty, plain, json; several at once" },
  why: { type: "string", value: "task", summary: "Say why a task would run" },
} as const satisfies FlagTable;
