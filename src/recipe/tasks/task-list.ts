import { alignedRows } from "../../commands/aligned-rows.ts";
import { flagRows } from "../../commands/command-help.ts";
import { usageLine } from "../../commands/usage.ts";
import type { TaskDefinition } from "../../task/task.ts";
import { taskSyntax } from "./task-argv.ts";
import { runnerFlags } from "./task-flags.ts";

type Taken = Parameters<typeof taskSyntax>[2];

/** `--list`: the tasks in the order of the recipe, a line each. */
export function taskList(tasks: Iterable<TaskDefinition>): string {
  const rows = [...tasks].map(({ name, summary, isDefault }) => [
    name,
    [summary, isDefault && name !== "default" && "(default)"].filter(Boolean).join(" "),
  ]);
  return alignedRows(rows, 2);
}

/** `--help` of the recipe. */
export function recipeHelp(recipe: string, tasks: Iterable<TaskDefinition>): string {
  return [
    `Usage:  nerdsh ${recipe} [OPTIONS] [TASK [TASK'S OPTIONS]...]\n`,
    `Tasks:\n${taskList(tasks)}`,
    `Options:\n${flagRows(runnerFlags)}`,
    `nerdsh ${recipe} TASK --help tells more of one.\n`,
  ].join("\n");
}

/** `--help` of one task, from its declaration. */
export function taskHelp(recipe: string, task: TaskDefinition, taken: Taken): string {
  const deps = typeof task.deps === "function" ? [] : task.deps;
  const parts = [
    `Usage:  nerdsh ${usageLine(taskSyntax(`${recipe} ${task.name}`, task.summary, taken))}\n`,
    task.summary !== "" && `${task.summary}\n`,
    Object.keys(taken.flags).length > 0 && `Options:\n${flagRows(taken.flags)}`,
    deps.length > 0 && `Runs after:\n${deps.map((dep) => `  ${dep}\n`).join("")}`,
    Object.entries(task.matrix).length > 0 &&
      `Matrix:\n${alignedRows(
        Object.entries(task.matrix).map(([axis, values]) => [axis, values.join(", ")]),
        2,
      )}`,
  ];
  return parts.filter(Boolean).join("\n");
}
