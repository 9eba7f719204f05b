import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { pump } from "../../container/streams/output-pump.ts";
import { closeStreams, type ProcessStreams } from "../../container/streams/process-streams.ts";
import { ifPresent } from "../../container/wait.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Exit, ProcessName } from "../../engine/tasks.ts";
import { attempts } from "../../task/attempts.ts";
import type { Retry } from "../../task/task.ts";
import type { CommandInput, InputTarget } from "./command-input.ts";
import type { ProcessSignals } from "./process-signals.ts";

export interface ProcessRequest {
  readonly env: Readonly<Record<string, string>>;
  readonly quiet: boolean;
  readonly cwd: string | undefined;
  readonly interactive: boolean;
}

/** A process whose streams are ours: a container's, or an exec's. */
export interface StartedProcess {
  readonly engine: Engine;
  readonly name: ProcessName;
  readonly streams: ProcessStreams;
  readonly exit: Promise<Exit>;
  /** Takes away what was made for it. */
  finish(): Promise<void>;
}

/** Starts it, or leaves nothing behind where that fails or `signal` aborts. */
export type StartProcess = (request: ProcessRequest & { readonly signal: AbortSignal }) => Promise<StartedProcess>;

export interface AttemptPlan<Result> {
  readonly start: StartProcess;
  readonly request: Omit<ProcessRequest, "interactive">;
  readonly signal: AbortSignal;
  /** Aborts when nobody reads what it writes any more. */
  readonly cut: AbortSignal;
  readonly input: CommandInput;
  readonly retry: Retry;
  /** Reach the process that runs. */
  readonly signals: ProcessSignals;
  /** What it is asked by to end when its time is up; undefined where it is killed. */
  lateSignal(): number | undefined;
  stdout(): Writable;
  stderr(): Writable;
  /** Throws where the status is a failure. */
  result(exitCode: number): Result;
  onRetry(attempt: number, delayMs: number, error: unknown): void;
}

const sigkill = 9;
/** What a shell says of a program that wrote where nobody reads. */
const brokenPipe = 141;

/** How long a command may take to end that is asked to, when its time is up. */
const lateMs = 5_000;

/** Runs the command, and again where it fails and is to be retried; resolves once nothing of it is left. */
export async function attempt<Result>(plan: AttemptPlan<Result>): Promise<Result> {
  if (plan.retry.times === 0) return plan.result(await exitOf(plan, plan.signal));
  let last: Result | undefined;
  const enough = new AbortController();
  await attempts({
    task: { name: "the command", retry: plan.retry, timeoutMs: undefined },
    signal: AbortSignal.any([plan.signal, enough.signal]),
    act: async (signal) => {
      const exitCode = await exitOf(plan, signal);
      if (plan.signals.explain(exitCode)) enough.abort(); // Whoever ended it did not want it to go on.
      last = plan.result(exitCode);
    },
    onRetry: plan.onRetry,
  });
  return last as Result; // Of the attempt that succeeded.
}

async function exitOf(
  { start, request, input, cut, signals, ...plan }: AttemptPlan<unknown>,
  signal: AbortSignal,
): Promise<number> {
  const process = await start({ ...request, signal, interactive: input.isOpen });
  const { engine, name, streams, exit } = process;
  const outputs = { stdout: plan.stdout(), stderr: plan.stderr() };
  let late: NodeJS.Timeout | undefined;
  const send = (number: number) => {
    void ifPresent(engine.tasks.kill(name, number)).catch(() => {}); // Finishing does it again.
  };
  const kill = () => {
    send(sigkill);
    if (signal.aborted) for (const output of [outputs.stdout, outputs.stderr]) output.destroy();
  };
  const stop = () => {
    const asked = isLate(signal) ? plan.lateSignal() : undefined;
    if (asked === undefined) return kill();
    send(asked);
    late = setTimeout(kill, lateMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  cut.addEventListener("abort", kill, { once: true });
  if (cut.aborted) kill();
  else if (signal.aborted) stop();
  signals.started(process);
  const exited = new AbortController();
  try {
    const [{ exitCode }] = await Promise.all([
      exit,
      pumpAll(streams.stdout, outputs.stdout, exit),
      streams.stderr && pumpAll(streams.stderr, outputs.stderr, exit),
      streams.stdin && Promise.race([input.feed(inputOf(process, streams.stdin), exited.signal), exit]),
    ]);
    signal.throwIfAborted();
    return cut.aborted && exitCode === 128 + sigkill ? brokenPipe : exitCode;
  } finally {
    signals.ended();
    exited.abort();
    clearTimeout(late);
    signal.removeEventListener("abort", stop);
    cut.removeEventListener("abort", kill);
    closeStreams(streams);
    await process.finish();
  }
}

function isLate({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === "TimeoutError";
}

/** Resolves once all has gone where it goes, at the pace of whoever reads it. */
async function pumpAll(source: Readable, target: Writable, exit: Promise<Exit>): Promise<void> {
  await pump(source, target, exit);
  await new Promise<void>((resolve) => {
    if (target.closed) resolve();
    else target.once("close", resolve).end();
  });
}

function inputOf({ engine, name, exit }: StartedProcess, stdin: Writable): InputTarget {
  return {
    stdin,
    end: async () => {
      stdin.end();
      await Promise.race([finished(stdin).catch(() => {}), exit]); // One that has gone has read enough.
      await ifPresent(engine.tasks.closeStdin(name));
    },
  };
}
