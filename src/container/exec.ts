import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { explainRuntimeFailure } from "../engine/runtime-failure.ts";
import type { Exit, TaskStreams } from "../engine/tasks.ts";
import { isNerdError, NerdError, withExitCode } from "../errors.ts";
import { type ExecProcessOptions, execProcessSpec } from "./exec-process-spec.ts";
import { containerName } from "./record/lookup.ts";
import { isAlive, statusOf } from "./record/status.ts";
import { fifoDirectory, makeFifos, removeFifos } from "./streams/fifos.ts";
import { openStreams, type ProcessStreams } from "./streams/process-streams.ts";
import { ifPresent, waitForExit } from "./wait.ts";

export interface ExecOptions extends ExecProcessOptions {
  readonly interactive: boolean;
  /** Its output goes nowhere, and nobody waits for it. */
  readonly detach: boolean;
}

/** A process that was started in a container. Its FIFOs go with it once `finish` was called. */
export interface ExecProcess {
  readonly execId: string;
  readonly pid: number;
  readonly exit: Promise<Exit>;
  /** Absent where it is detached. */
  readonly streams: ProcessStreams | undefined;
  /** Reaps it: killed, where it still runs. */
  finish(): Promise<void>;
  /** Lets it go on without this process. */
  leave(): Promise<void>;
}

/** Starts a process beside the container's first one, with its environment, capabilities and user unless told otherwise. */
export async function execProcess(
  context: Context,
  container: StoredContainer,
  options: ExecOptions,
  size?: { columns: number; rows: number },
): Promise<ExecProcess> {
  const { engine, settings, signal } = context;
  const { id } = container;
  const execId = `exec-${randomBytes(8).toString("hex")}`;
  const { detach, tty, interactive } = options;
  const directory = fifoDirectory(settings.runtimeDir, id, execId);
  const spec = await execProcessSpec(context, container, options);
  const paths = detach ? undefined : await makeFifos(directory, { stdin: interactive, tty });
  const streams = paths && (await openStreams(paths));
  const finish = async () => {
    await Promise.all([ifPresent(reap(context, id, execId)), paths && removeFifos(directory)]);
  };
  const leave = async () => {
    const { drain } = await import("./streams/drain.ts");
    for (const path of [paths?.stdout, paths?.stderr]) if (path !== undefined) await drain(path);
  };
  try {
    const task: TaskStreams = {
      terminal: tty,
      ...(paths && { stdout: paths.stdout }),
      ...(paths?.stdin && { stdin: paths.stdin }),
      ...(paths?.stderr && { stderr: paths.stderr }),
    };
    signal.throwIfAborted();
    // Without the signal: where these calls are cancelled, the process may start all the same, and nobody ends it.
    await engine.tasks.exec(id, execId, spec, task);
    const exit = waitForExit(engine, { id, execId });
    exit.catch(() => {}); // Whoever holds the process awaits it.
    const { pid } = await engine.tasks.start({ id, execId });
    signal.throwIfAborted();
    if (tty && size) await engine.tasks.resizePty({ id, execId }, size, { signal });
    return { execId, pid, exit, streams, finish, leave };
  } catch (error) {
    for (const stream of [streams?.stdin, streams?.stdout, streams?.stderr]) stream?.destroy();
    await finish();
    throw await explainExecFailure(context, container, { error, command: options.command[0] ?? "" });
  }
}

/** The state of the container tells more than what the runtime says. */
async function explainExecFailure(
  { engine }: Pick<Context, "engine">,
  container: StoredContainer,
  { error, command }: { readonly error: unknown; readonly command: string },
): Promise<unknown> {
  if (isNerdError(error, "NOT_FOUND")) return notRunning(container, error);
  if (!isNerdError(error, "ENGINE_FAILED")) return error;
  const task = await ifPresent(engine.tasks.get({ id: container.id }));
  if (!isAlive(task)) return notRunning(container, error);
  if (statusOf(task) !== "paused") {
    const explained = explainRuntimeFailure(error, command);
    return isNerdError(explained, "RUNTIME_FAILED") ? withExitCode(explained, 126) : explained; // As with Docker.
  }
  const name = containerName(container);
  return new NerdError("CONTAINER_PAUSED", `container is paused: ${name}`, {
    hint: `nerdsh unpause ${name}`,
    cause: error,
  });
}

const sigkill = 9;

async function reap({ engine }: Pick<Context, "engine">, id: string, execId: string): Promise<void> {
  try {
    await engine.tasks.deleteProcess(id, execId);
  } catch (error) {
    if (!isNerdError(error, "ENGINE_FAILED")) throw error;
    await ifPresent(engine.tasks.kill({ id, execId }, sigkill));
    await ifPresent(engine.tasks.wait({ id, execId }));
    await engine.tasks.deleteProcess(id, execId);
  }
}

export function notRunning(container: StoredContainer, cause?: unknown): NerdError {
  const name = containerName(container);
  return new NerdError("CONTAINER_NOT_RUNNING", `container is not running: ${name}`, {
    hint: `nerdsh start ${name}`,
    cause,
  });
}
