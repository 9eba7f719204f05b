import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { keepContainersBy } from "../../api/disposal.ts";
import { endServices } from "../../api/service-lifetime.ts";
import { taskArguments } from "../../api/task-arguments.ts";
import { parseArgv } from "../../commands/parse-argv.ts";
import { NerdError, unknownName } from "../../errors.ts";
import { maskedText } from "../../secrets/known-secrets.ts";
import type { LocalCache } from "../../task/cache/local-cache.ts";
import { declaredTasks } from "../../task/declared-tasks.ts";
import { type TaskGraph, type TaskNode, taskGraph } from "../../task/graph.ts";
import { type LogLine, maskedLog, TaskLogs } from "../../task/task-log.ts";
import { type TaskFailure, TaskRun } from "../../task/task-run.ts";
import type { TaskReporter } from "../../ui/tasks/reporter.ts";
import { taskColorLevel } from "./ci-environment.ts";
import { openReporters } from "./open-reporters.ts";
import { openTaskCache } from "./open-task-cache.ts";
import { planText } from "./plan-text.ts";
import { type CalledTask, readTaskArguments, splitTaskArgv, taskSyntax } from "./task-argv.ts";
import { runnerFlags } from "./task-flags.ts";
import { recipeHelp, taskHelp, taskList } from "./task-list.ts";
import { TaskOutput } from "./task-output.ts";
import { endWithWatcher, runWatched } from "./watch-recipe.ts";
import { type TaskWatch, watchRecipe, watchTasks } from "./watch-tasks.ts";

export interface DeclaredTasksOptions {
  /** The recipe's path. */
  readonly recipe: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly cacheDir: string;
  readonly interrupt?: AbortController;
}

/** Runs the tasks that the command line names, the default one where it names none; gives the exit status. */
export async function runDeclaredTasks(options: DeclaredTasksOptions): Promise<number> {
  const { recipe, args, cwd, interrupt = new AbortController() } = options;
  const tasks = declaredTasks();
  const name = relative(cwd, recipe);
  const argv = splitTaskArgv(args, (task) => takenBy(task));
  const flags = parseArgv({ ...taskSyntax(name, "", { flags: {}, args: {} }), flags: runnerFlags }, argv.runner);
  if (argv.help) return print(recipeHelp(name, tasks.values()));
  const asked = argv.tasks.find(({ help }) => help);
  if (asked !== undefined) return print(taskHelp(name, definitionOf(asked.name), taskArguments(asked.name)));
  if (flags.list) return print(taskList(tasks.values()));
  const wanted = argv.tasks.length > 0 ? argv.tasks.map((called) => called.name) : defaultTasks();
  if (wanted.length === 0) return print(recipeHelp(name, tasks.values()));
  const graph = taskGraph(tasks, wanted);
  const argsOf = readAll(argv.tasks, graph);
  if (flags.jobs !== undefined && !(Number.isInteger(flags.jobs) && flags.jobs > 0))
    throw new NerdError("INVALID_VALUE", `not a number of jobs: ${flags.jobs}`, { hint: "1 or more" });

  const failedContainers = await openKept(flags);
  const logs = new TaskLogs();
  let output: TaskOutput | undefined;
  let replay = (_task: string, _lines: readonly LogLine[]) => {};
  const cache = await openTaskCache({
    ...options,
    ...{ argsOf, force: flags.force, signal: interrupt.signal, stores: flags.cache },
    logOf(task) {
      output?.endLines(task);
      return maskedLog(logs.take(task), maskedText);
    },
    warn: (task, text) => output?.report({ type: "task.output", task, stream: "stderr", line: `warning: ${text}` }),
    ...(flags.logs === "all" && { replay: (task, lines) => replay(task, lines) }),
  });
  if (flags.dryRun) return print(await planText(graph.values(), cache));
  if (flags.why !== undefined) {
    const asked = taskGraph(tasks, [flags.why]);
    return print(await planText(asked.values(), cache, new Set(taskGraphIds(flags.why, asked))));
  }
  const reporters = await openReporters({
    ...{ names: flags.reporter, output: flags.output, cwd, name, isGrouped: flags.group },
  });
  const shown = new TaskOutput((event) => {
    logs.record(event);
    reporters.report(event);
  });
  output = shown;
  replay = (task, lines) => {
    for (const { stream, line } of lines)
      reporters.report({ type: "task.output", task, stream, line: maskedText(line) });
  };
  const stop = new AbortController();
  interrupt.signal.addEventListener("abort", () => stop.abort(interrupt.signal.reason), { once: true });
  let watch: TaskWatch | undefined;
  const run = new TaskRun({
    ...{ tasks, argsOf, signal: stop.signal, failFast: flags.failFast, cache },
    jobs: flags.jobs ?? availableParallelism(),
    emit(event) {
      failedContainers?.report(event);
      shown.report(event);
      // What it is made of is known from here on.
      if (event.type === "task.started") watch?.refresh();
    },
    enter: (scope, act) =>
      shown.enter(scope, failedContainers === undefined ? act : () => failedContainers.enter(scope.id, act)),
    onIdle: flags.watch ? () => void rest() : undefined,
  });
  const rest = async () => {
    watch?.refresh();
    await cache.close();
  };
  if (flags.watch) {
    const onError = (error: unknown) => stop.abort(error);
    watch = watchTasks({ graph, cache, root: process.cwd(), run, onError });
    const isWatched = endWithWatcher(interrupt);
    let hasChanged = false;
    const recipeWatch = isWatched
      ? undefined
      : watchRecipe(recipe, () => {
          hasChanged = true;
          stop.abort(new DOMException("the recipe has changed", "AbortError"));
        });
    await runToTheEnd(run, graph, { reporters, cache });
    watch[Symbol.dispose]();
    recipeWatch?.[Symbol.dispose]();
    await endServices();
    if (hasChanged) await runWatched(recipe, interrupt.signal);
    else if (!interrupt.signal.aborted) throw stop.signal.reason;
    return 0;
  }
  const failures = await runToTheEnd(run, graph, { reporters, cache });
  if (interrupt.signal.aborted) {
    await failedContainers?.release();
    throw new NerdError("CANCELLED", "the tasks were stopped");
  }
  const exitCode = (await tell(failures, reporters.problems, cwd)) || Number(reporters.problems.length > 0);
  if (failedContainers !== undefined) {
    const { showFailed } = await import("./show-failed.ts");
    await showFailed(failedContainers, { ...flags, failed: failures.length > 0, signal: interrupt.signal });
  }
  await endServices();
  return exitCode;
}

/** Loaded only where containers are to outlive a failure. */
async function openKept({
  keep,
  shell,
  watch,
}: {
  readonly keep: boolean;
  readonly shell: boolean;
  readonly watch: boolean;
}) {
  if (!keep && !shell) return undefined;
  if (shell) {
    const { requireTerminal } = await import("./failed-shell.ts");
    requireTerminal([process.stdin, process.stdout]);
  }
  if (watch) {
    const hint = "leave out --watch";
    throw new NerdError("INVALID_VALUE", `--watch does not go with --${shell ? "shell" : "keep"}`, { hint });
  }
  const { KeptContainers } = await import("./keep-failed.ts");
  const kept = new KeptContainers();
  keepContainersBy(kept);
  return kept;
}

function takenBy(id: string): ReturnType<typeof taskArguments> | undefined {
  const name = declaredTasks().has(id) ? id : id.split(":")[0]!; // Of its one part at least.
  return declaredTasks().has(name) ? taskArguments(name) : undefined;
}

function definitionOf(name: string) {
  const tasks = declaredTasks();
  const found = tasks.get(name) ?? tasks.get(name.split(":")[0] ?? "");
  if (found === undefined) throw unknownName("UNKNOWN_TASK", name, tasks.keys());
  return found;
}

function defaultTasks(): string[] {
  const all = [...declaredTasks().values()];
  const chosen = all.length === 1 ? all : all.filter(({ isDefault }) => isDefault);
  return chosen.map(({ name }) => name);
}

/** Reads all arguments before anything runs. A task that only others need has its defaults. */
function readAll(
  called: readonly CalledTask[],
  graph: TaskGraph,
): (node: TaskNode) => Readonly<Record<string, unknown>> {
  const read = new Map<string, Record<string, unknown>>();
  for (const each of called) read.set(each.name, readTaskArguments(each, takenBy(each.name) ?? taskArguments("")));
  const argsOf = ({ id, task }: TaskNode) => {
    const found = read.get(id) ?? read.get(task.name);
    if (found !== undefined) return found;
    return readTaskArguments({ name: task.name, help: false, words: [] }, taskArguments(task.name));
  };
  for (const node of graph.values()) argsOf(node);
  return argsOf;
}

/** The first failure of a task is told last. Gives its exit status. */
async function tell(failures: readonly TaskFailure[], problems: readonly unknown[], cwd: string): Promise<number> {
  const [first] = failures;
  if (first === undefined && problems.length === 0) return 0;
  const { exitCodeOf, failureText } = await import("../../ui/failure.ts");
  const { failuresText } = await import("../../ui/tasks/failures-text.ts");
  const { loadColors } = await import("../../ui/colors.ts");
  const view = { cwd, colors: await loadColors(taskColorLevel(process.env, process.stderr.isTTY)) };
  for (const problem of problems) process.stderr.write(`${failureText(problem, { ...view, hasPlaces: false })}\n`);
  process.stderr.write(failuresText(failures, view));
  return first === undefined ? 0 : exitCodeOf(first.error) || 1;
}

async function runToTheEnd(
  run: TaskRun,
  graph: TaskGraph,
  { reporters, cache }: { readonly reporters: TaskReporter; readonly cache: LocalCache },
): Promise<readonly TaskFailure[]> {
  try {
    return await atOnce(() => run.run(graph));
  } finally {
    reporters.close();
    await cache.close();
  }
}

/** What is told before anything has to be waited for is written in one go. */
async function atOnce<T>(begin: () => Promise<T>): Promise<T> {
  process.stdout.cork();
  const begun = begin();
  process.stdout.uncork();
  return await begun;
}

/** The instances that a name stands for. */
function taskGraphIds(name: string, graph: TaskGraph): string[] {
  return [...graph.values()].filter(({ id, task }) => id === name || task.name === name).map(({ id }) => id);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
