import { rm } from "node:fs/promises";
import type { Context } from "../context.ts";
import type { Any, Mount } from "../engine/protocol.ts";
import { explainRuntimeFailure } from "../engine/runtime-failure.ts";
import type { Exit, TaskStreams } from "../engine/tasks.ts";
import type { Endpoint } from "../network/endpoint.ts";
import type { PortMapping } from "../network/ports/port-mapping.ts";
import type { LogTarget } from "./logs/logger.ts";
import type { TaskNetwork } from "./network/planned-network.ts";
import { writeStart } from "./record/lifecycle.ts";
import { writePidFile } from "./record/pid-file.ts";
import { statePaths } from "./record/state-directory.ts";
import { writeHosts } from "./record/state-files.ts";
import { joinNetworks } from "./sandbox.ts";
import { fifoDirectory, makeFifos } from "./streams/fifos.ts";
import type { PipedLogger } from "./streams/piped-logger.ts";
import { closeStreams, openStreams, type ProcessStreams } from "./streams/process-streams.ts";
import type { StreamPlan } from "./streams/streams.ts";
import { createTask } from "./task-creation.ts";
import type { ContainerUndoStack } from "./undo.ts";
import { exitOfTask } from "./wait.ts";

/** What a task is made from: a fresh container, or one that was stopped. */
export interface TaskPlan {
  readonly id: string;
  readonly name: string;
  /** Its snapshot, which may be made meanwhile. */
  readonly rootfs: Promise<readonly Mount[]>;
  readonly network: TaskNetwork;
  readonly ports: readonly PortMapping[];
  readonly log: LogTarget;
  /** The namespace's path, `new` or `host`, once it is there. */
  readonly sandbox: Promise<string>;
  readonly command: string;
  readonly tty: boolean;
  readonly interactive: boolean;
  readonly streams: StreamPlan;
  readonly runtimeOptions?: Any | undefined;
  /** Whether a process that was to start it may have been killed in the middle of that, and nobody tries again where this fails. */
  readonly mayBeInterrupted?: boolean;
  /** Where its process is told, as asked for with `--pidfile`. */
  readonly pidFile: string | undefined;
  /** Where its start is written down; absent where it goes with its exit, and nobody asks. */
  readonly lifecycle: string | undefined;
  /** Of the terminal, where there is one. */
  readonly size?: { readonly columns: number; readonly rows: number } | undefined;
  /** Awaited before the start, when all else is done. */
  readonly turn?: (() => Promise<void>) | undefined;
}

export interface StartedTask {
  readonly pid: number;
  /**
   * Asked for before the start, so that no exit is missed. A rejection is the asker's to handle. Where the output goes to
   * the log, a process that has nothing else to do ends without waiting for it.
   */
  readonly exit: Promise<Exit>;
  /** This process's side, where it carries the streams. */
  readonly streams: ProcessStreams | undefined;
}

/**
 * Creates and starts the task, the network beside it: what runs under `Tasks.Create`, its biggest part, costs nothing.
 * Where this fails, `undo` has what to take back.
 */
export async function startTask(context: Context, plan: TaskPlan, undo: ContainerUndoStack): Promise<StartedTask> {
  const preparing = prepareStreams(context, plan, undo);
  try {
    return await createAndStart(context, plan, preparing, undo);
  } catch (error) {
    const { streams } = await preparing.catch(() => nothingPrepared);
    if (streams) closeStreams(streams);
    throw explainRuntimeFailure(error, plan.command);
  } finally {
    const { attach, logger } = await preparing.catch(() => nothingPrepared);
    logger?.[Symbol.dispose]();
    // Either side has them open, or none will.
    if (attach) await rm(attach, { recursive: true, force: true });
  }
}

async function createAndStart(
  context: Context,
  plan: TaskPlan,
  preparing: Promise<PreparedStreams>,
  undo: ContainerUndoStack,
): Promise<StartedTask> {
  const { engine, settings, signal, emit } = context;
  const { id, name, network, ports } = plan;
  const { mode } = network;
  const join = async (endpoints: readonly Endpoint[]) => {
    const netns = await plan.sandbox;
    signal.throwIfAborted();
    const attachments = await joinNetworks(settings, { id, endpoints, netns, ports }, signal);
    await writeHosts(context, { id, name, network, attachments });
  };
  const create = async () => {
    const [rootfs, { task }] = await Promise.all([plan.rootfs, preparing, plan.sandbox]);
    signal.throwIfAborted();
    // Without the signal, as the start: where such a call is cancelled, containerd may leave a shim that nobody finds again.
    const create = () => engine.tasks.create(id, rootfs, task, plan.runtimeOptions);
    return plan.mayBeInterrupted ? await createTask(context, id, create) : await create();
  };
  const creating = undo.step("task", id, create);
  // A step too, so that nothing is taken back from under a plugin that still runs.
  const joining = mode.kind === "networks" ? undo.step("network", id, () => join(mode.endpoints)) : undefined;
  // Both to their end, whichever fails: closing the streams while the shim opens them would hold it up for 30 s.
  await Promise.allSettled([creating, joining]);
  const [{ pid }, { streams, logger }] = await Promise.all([creating, preparing, joining]);
  await plan.turn?.();
  signal.throwIfAborted();
  await logger?.start();
  const exit = exitOfTask(engine, { id }, { background: !plan.streams.attach });
  exit.catch(() => {}); // Whoever holds the task awaits it; where nobody does, nothing is lost.
  if (plan.tty && plan.size) await engine.tasks.resizePty({ id }, plan.size, { signal });
  if (plan.lifecycle !== undefined) await writeStart(plan.lifecycle);
  await engine.tasks.start({ id });
  if (plan.pidFile !== undefined) await writePidFile(plan.pidFile, pid);
  emit({ type: "container.started", id, name, pid });
  return { pid, exit, streams };
}

interface PreparedStreams {
  readonly task: TaskStreams;
  readonly streams: ProcessStreams | undefined;
  readonly logger?: PipedLogger;
  /** The directory of the FIFOs by which the logger shows this process what it keeps. */
  readonly attach?: string;
}

const nothingPrepared: Partial<PreparedStreams> = {};

/** The task's ends of the streams, and ours: readers are open before the task is created. */
async function prepareStreams(context: Context, plan: TaskPlan, undo: ContainerUndoStack): Promise<PreparedStreams> {
  const { tty: terminal, interactive, log } = plan;
  const { kind } = plan.streams;
  if (kind === "logger") {
    // containerd gives a process behind a logger stdin only where it has a terminal.
    const stdin = interactive && terminal ? (await fifos(context, plan, undo)).stdin : undefined;
    const task: TaskStreams = {
      terminal,
      stdout: log.stdout,
      ...(!terminal && { stderr: log.stderr }),
      ...(stdin && { stdin }),
    };
    return { task, ...(await shownStreams(context, plan, stdin)) };
  }
  const paths = await fifos(context, plan, undo);
  const task: TaskStreams = {
    terminal,
    stdout: paths.stdout,
    ...(paths.stdin && { stdin: paths.stdin }),
    ...(paths.stderr && { stderr: paths.stderr }),
  };
  if (kind === "fifos") return { task, streams: await openStreams(paths) };
  const [shown, { PipedLogger }] = await Promise.all([
    shownStreams(context, plan, paths.stdin),
    import("./streams/piped-logger.ts"),
  ]);
  return { task, ...shown, logger: new PipedLogger(log, paths) };
}

async function fifos({ settings }: Context, { id, interactive, tty }: TaskPlan, undo: ContainerUndoStack) {
  const directory = fifoDirectory(settings.runtimeDir, id);
  return await undo.step("fifos", id, () => makeFifos(directory, { stdin: interactive, tty }));
}

/** What the logger shows of the streams, where this process is attached: it looks for these FIFOs when it starts. */
async function shownStreams({ settings }: Context, { id, tty, streams }: TaskPlan, stdin: string | undefined) {
  if (!streams.attach) return { streams: undefined };
  const { attach } = statePaths(settings, id);
  const paths = await makeFifos(attach, { stdin: false, tty });
  return { attach, streams: await openStreams({ ...paths, stdin }) };
}
