import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { endServices } from "../../api/service-lifetime.ts";
import { taskArguments } from "../../api/task-arguments.ts";
import { parseArgv } from "../../commands/parse-argv.ts";
import { NerdError } from "../../errors.ts";
import { leaveUnoptimized } from "../../platform/unoptimized-code.ts";
import { maskedText } from "../../secrets/known-secrets.ts";
import type { LocalCache } from "../../task/cache/local-cache.ts";
import { declaredTasks } from "../../task/declared-tasks.ts";
import { type TaskGraph, taskGraph } from "../../task/graph.ts";
import { isNameOf } from "../../task/matrix.ts";
import type { TaskFailure } from "../../task/run-report.ts";
import { type LogLine, maskedLog, TaskLogs } from "../../task/task-log.ts";
import { TaskRun } from "../../task/task-run.ts";
import type { TaskReporter } from "../../ui/tasks/reporter.ts";
import { calledTask, defaultTasks, readAllArguments, takenBy } from "./called-tasks.ts";
import { openKept } from "./open-kept.ts";
import { openReporters } from "./open-reporters.ts";
import { openTaskCache } from "./open-task-cache.ts";
import { planText } from "./plan-text.ts";
import { splitTaskArgv, taskSyntax } from "./task-argv.ts";
import { runnerFlags } from "./task-flags.ts";
import { recipeHelp, taskHelp, taskList } from "./task-list.ts";
import { TaskOutput } from "./task-output.ts";
import { tellFailures } from "./tell-failures.ts";
import { runUntilChanged } from "./watch-recipe.ts";
import { type TaskWatch, watchTasks } from "./watch-tasks.ts";

export interface DeclaredTasksOptions {
  /** The recipe's path. */
  readonly recipe: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly cacheDir: string;
  readonly interrupt?: AbortController;
}

/** From so many tasks on, until the first has something to do, and for so long at most, optimising code costs more than it saves. */
const shortLook = { tasks: 100, ms: 100 };

/** Runs the tasks that the command line names, the default one where it names none; gives the exit status. */
export async function runDeclaredTasks(options: DeclaredTasksOptions): Promise<number> {
  const { recipe, args, cwd, interrupt = new AbortController() } = options;
  const tasks = declaredTasks();
  const name = relative(cwd, recipe);
  const argv = splitTaskArgv(args, takenBy);
  const flags = parseArgv({ ...taskSyntax(name, "", { flags: {}, args: {} }), flags: runnerFlags }, argv.runner);
  if (argv.help) return print(recipeHelp(name, tasks.values()));
  const asked = argv.tasks.find(({ help }) => help);
  if (asked !== undefined) return print(taskHelp(name, calledTask(asked.name), taskArguments(asked.name)));
  if (flags.list) return print(taskList(tasks.values()));
  const wanted = argv.tasks.length > 0 ? argv.tasks.map((called) => called.name) : defaultTasks();
  if (wanted.length === 0) return print(recipeHelp(name, tasks.values()));
  const graph = taskGraph(tasks, wanted);
  const argsOf = readAllArguments(argv.tasks, graph);
  if (flags.jobs !== undefined && !(Number.isInteger(flags.jobs) && flags.jobs > 0))
    throw new NerdError("INVALID_VALUE", `not a number of jobs: ${flags.jobs}`, { hint: "1 or more" });

  const failedContainers = await openKept(flags);
  using look = graph.size < shortLook.tasks ? undefined : leaveUnoptimized();
  const lookEndMs = performance.now() + shortLook.ms;
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
  const { why } = flags;
  if (why !== undefined) {
    const asked = [...taskGraph(tasks, [why]).values()];
    const instances = asked.filter((node) => isNameOf(why, node));
    return print(await planText(asked, cache, new Set(instances.map(({ id }) => id))));
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
      if (event.type === "task.started" || performance.now() > lookEndMs) look?.[Symbol.dispose]();
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
    look?.[Symbol.dispose]();
    watch?.refresh();
    await cache.close();
  };
  if (flags.watch) {
    watch = watchTasks({ graph, cache, root: process.cwd(), run, onError: (error) => stop.abort(error) });
    await runUntilChanged(recipe, { interrupt, stop }, async () => {
      await runToTheEnd(run, graph, { reporters, cache });
      watch?.[Symbol.dispose]();
    });
    return 0;
  }
  const failures = await runToTheEnd(run, graph, { reporters, cache });
  if (interrupt.signal.aborted) {
    await failedContainers?.release();
    throw new NerdError("CANCELLED", "the tasks were stopped");
  }
  const exitCode = (await tellFailures(failures, reporters.problems, cwd)) || Number(reporters.problems.length > 0);
  if (failedContainers !== undefined) {
    const { showFailed } = await import("./show-failed.ts");
    await showFailed(failedContainers, { ...flags, failed: failures.length > 0, signal: interrupt.signal });
  }
  await endServices();
  return exitCode;
}

async function runToTheEnd(
  run: TaskRun,
  graph: TaskGraph,
  { reporters, cache }: { readonly reporters: TaskReporter; readonly cache: LocalCache },
): Promise<readonly TaskFailure[]> {
  try {
    return await run.run(graph);
  } finally {
    reporters.close();
    await cache.close();
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
