import type { FlagTable } from "../../commands/define-command.ts";

/** What a recipe with tasks takes before, between and after their names. */
export const runnerFlags = {
  cache: {
    type: "string",
    value: "stores",
    summary: "Where results are kept: local, registry://host/repository[?mode=ro|rw], or both with a comma between",
  },
  "dry-run": { type: "bool", short: "n", summary: "Say what would run, and run nothing" },
  "fail-fast": { type: "bool", summary: "Stop the others at the first failure" },
  force: { type: "bool", short: "f", summary: "Run also what the cache has" },
  group: { type: "bool", summary: "Hold what a task writes until it ends, so that tasks do not mix" },
  jobs: { type: "number", short: "j", summary: "Tasks that run at the same time; the processors' number where absent" },
  keep: { type: "bool", summary: "Leave the containers of a task that fails, and say how to enter them" },
  list: { type: "bool", short: "l", summary: "List the tasks" },
  logs: {
    type: "string",
    choices: ["all", "new"],
    default: "all",
    summary: "What tasks wrote: all, also of those whose result is in the cache, or only of those that run",
  },
  output: { type: "string", short: "o", value: "file", summary: "File that the last reporter writes to" },
  reporter: {
    type: "list",
    value: "name[=file]",
    summary: "How the run is shown: tty, plain, json, github, gitlab, junit, html; several at once",
  },
  shell: { type: "bool", summary: "Open a shell in the container of a task that fails" },
  watch: { type: "bool", short: "w", summary: "Stay, and run again what a change of its inputs concerns" },
  why: { type: "string", value: "task", summary: "Say why a task would run" },
} as const satisfies FlagTable;
