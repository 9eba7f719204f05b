import type { ArgsOf, ArgTable, FlagTable, OptionsOf } from "../commands/define-command.ts";
import { refuseUnknownOptions } from "../commands/unknown-option.ts";
import { type Duration, toMilliseconds } from "../duration.ts";
import type { Secret } from "../secrets/secret.ts";
import { declareTask } from "../task/declared-tasks.ts";
import type { MatrixValues, Retry, TaskContext, TaskHandle, TaskInputs } from "../task/task.ts";
import type { TaskOutcome } from "../task-events.ts";
import type { Service } from "./service.ts";
import { namedServices, type Services } from "./service-options.ts";
import { declareArguments } from "./task-arguments.ts";

type MatrixTable = Readonly<Record<string, readonly (string | number)[]>>;

/** Values are texts, whatever they were written as. */
type ValuesOf<Matrix extends MatrixTable> = { readonly [Axis in keyof Matrix]: `${Matrix[Axis][number]}` };

type Globs = string | readonly string[];
type Inputs = Globs | TaskInputs;
type Dependencies = string | TaskHandle | readonly (string | TaskHandle)[];

/** What a task needs, makes and is told; all of it may be left out. */
export interface TaskOptions<
  Args extends FlagTable = FlagTable,
  Words extends ArgTable = ArgTable,
  Matrix extends MatrixTable = MatrixTable,
  Used extends Services = Services,
> {
  /** For `--list` and `--help`. */
  readonly summary?: string;
  /** What must be done before: names, or what `task()` gave; with a matrix also a function of its values. */
  readonly deps?: Dependencies | ((matrix: ValuesOf<Matrix>) => Dependencies);
  /** Flags of the task on the recipe's command line: `{ env: { type: "string", choices: ["test", "prod"], summary: "Where to" } }`. */
  readonly args?: Args;
  /** Words after the task's name: `{ target: "required", files: "rest" }`. */
  readonly words?: Words;
  /** One instance for each combination: `{ node: [20, 22] }` makes `test:20` and `test:22`; `test` is both. */
  readonly matrix?: Matrix;
  /** False where there is nothing to do; the task then counts as done. */
  readonly if?: boolean | ((matrix: ValuesOf<Matrix>) => boolean | Promise<boolean>);
  /** Started before the function: `[db]`, or `{ db }`, which the function finds as `services.db`. They go on for the other tasks. */
  readonly services?: Used;
  /** Two tasks that name the same lock never run at the same time. */
  readonly locks?: readonly string[];
  /** For each try. Past it the task is stopped, and fails with TIMED_OUT. */
  readonly timeout?: Duration;
  /** How often it is tried again, with waits of 1 s, 2 s, 4 s, … */
  readonly retry?: number | Retry;
  /** Runs once the task has ended, or will never begin, whatever happened. */
  readonly finally?: (outcome: TaskOutcome) => unknown;
  /** What runs where the command line names no task. A task named `default` needs no saying. */
  readonly default?: boolean;
  /**
   * Files, as globs, or files, variables and images; with a matrix also a function of its values. With inputs or outputs a task runs only
   * where they have changed.
   */
  readonly inputs?: Inputs | ((matrix: ValuesOf<Matrix>) => Inputs);
  /** Globs of the files that it makes, which come back from the cache; with a matrix also a function of its values. */
  readonly outputs?: Globs | ((matrix: ValuesOf<Matrix>) => Globs);
  /** Variables for the commands of `$` in the task. */
  readonly env?: Readonly<Record<string, string | Secret>>;
  /** It runs until it is stopped, as a server does: it takes no job, nothing may depend on it, and `--watch` starts it anew. */
  readonly persistent?: boolean;
  /** False: runs always. True: is kept also without inputs and outputs. */
  readonly cache?: boolean;
}

/** For those whom no type checker tells. */
const optionNames = Object.keys({
  summary: true,
  deps: true,
  args: true,
  words: true,
  matrix: true,
  if: true,
  services: true,
  locks: true,
  timeout: true,
  retry: true,
  finally: true,
  default: true,
  inputs: true,
  outputs: true,
  env: true,
  persistent: true,
  cache: true,
} satisfies Record<keyof TaskOptions, true>);

/** By name; of a list, what their names are is not known to types. */
type ServicesOf<Used extends Services> = Used extends readonly Service[] ? Readonly<Record<string, Service>> : Used;

// biome-ignore lint/complexity/noBannedTypes: no flags, no words and no matrix, rather than any of them.
type None = {};

/**
 * Declares a task of this recipe; `nerdsh ci.nerd.ts NAME` runs it, after those that it depends on. Without a function it is a
 * group. Throws ALREADY_EXISTS where the name is taken, INVALID_VALUE for a name that cannot be typed or an argument of no known type, and
 * UNKNOWN_OPTION.
 *
 * ```ts
 * task("build", { inputs: ["src/**"], outputs: ["dist/**"] }, async () => void (await $`npm run build`));
 * task("test", { deps: ["build"], matrix: { node: [20, 22] } }, async ({ matrix }) => {
 *   await run(`node:${matrix.node}`, ["node", "--test"], { volume: `${process.cwd()}:/app`, workdir: "/app" }).text();
 * });
 * ```
 */
export function task<
  const Args extends FlagTable = None,
  const Words extends ArgTable = None,
  const Matrix extends MatrixTable = None,
  const Used extends Services = None,
>(
  name: string,
  options: TaskOptions<Args, Words, Matrix, Used>,
  fn?: (context: TaskContext<OptionsOf<Args> & ArgsOf<Words>, ValuesOf<Matrix>, ServicesOf<Used>>) => unknown,
): TaskHandle;
export function task(name: string, fn: (context: TaskContext<None, None, None>) => unknown): TaskHandle;
export function task(
  name: string,
  second: TaskOptions | ((context: never) => unknown),
  third?: (context: never) => unknown,
): TaskHandle {
  const options: TaskOptions = typeof second === "function" ? {} : second;
  // What it is called with follows from its own options, which the overloads saw.
  const fn = (typeof second === "function" ? second : third) as ((context: TaskContext) => unknown) | undefined;
  refuseUnknownOptions(options, optionNames);
  const { retry = 0, timeout, deps = [], inputs, outputs = [], services, if: condition } = options;
  const filesOf = (matrix: MatrixValues) => ({
    inputs: inputsOf(typeof inputs === "function" ? inputs(matrix) : inputs),
    outputs: listOf(typeof outputs === "function" ? outputs(matrix) : outputs),
  });
  const isByMatrix = typeof inputs === "function" || typeof outputs === "function";
  declareArguments(name, { flags: options.args ?? {}, args: options.words ?? {} });
  declareTask({
    declared: new Error("the task was declared here"),
    name,
    summary: options.summary ?? "",
    deps: typeof deps === "function" ? (matrix) => namesOf(deps(matrix)) : namesOf(deps),
    matrix: options.matrix === undefined ? {} : textsOf(options.matrix),
    locks: options.locks ?? [],
    retry: typeof retry === "number" ? { times: retry } : retry,
    timeoutMs: timeout === undefined ? undefined : toMilliseconds(timeout),
    isDefault: options.default ?? name === "default",
    ...(isByMatrix ? { inputs: undefined, outputs: [], filesOf } : filesOf({})),
    env: options.env ?? {},
    cache: options.cache ?? (!options.persistent && (inputs !== undefined || outputs.length > 0 || isByMatrix)),
    persistent: options.persistent ?? false,
    condition: typeof condition === "boolean" ? () => condition : condition,
    fn,
    prepare: services && ((signal) => startedServices(services, signal)),
    ending: options.finally,
  });
  return { name };
}

async function startedServices(services: Services, signal: AbortSignal): Promise<Readonly<Record<string, Service>>> {
  const named = namedServices(services);
  await Promise.all(named.map(([, service]) => service.start().signal(signal)));
  return Object.fromEntries(named);
}

function namesOf(deps: Dependencies): readonly string[] {
  return listOf(deps).map((task) => (typeof task === "string" ? task : task.name));
}

function inputsOf(inputs: Inputs | undefined): TaskInputs | undefined {
  return isGlobs(inputs) ? { files: listOf(inputs) } : inputs;
}

function isGlobs(inputs: Inputs | undefined): inputs is Globs {
  return typeof inputs === "string" || Array.isArray(inputs);
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return isList(value) ? value : [value];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function textsOf(matrix: MatrixTable): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(matrix).map(([axis, values]) => [axis, values.map(String)]));
}
