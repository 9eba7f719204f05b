import { rm, writeFile } from "node:fs/promises";
import type { Context } from "../context.ts";
import type { Any, Mount } from "../engine/protocol.ts";
import { explainRuntimeFailure } from "../engine/runtime-failure.ts";
import type { Exit, TaskStreams } from "../engine/tasks.ts";
import type { PortMapping } from "../network/port-mapping.ts";
import { fifoDirectory, makeFifos } from "./fifos.ts";
import type { LogTarget } from "./logs/logger.ts";
import type { PipedLogger } from "./piped-logger.ts";
import { closeStreams, openStreams, type ProcessStreams } from "./process-streams.ts";
import { isBuiltIn, joinNetworks } from "./sandbox.ts";
import { statePaths } from "./state-directory.ts";
import { writeHosts } from "./state-files.ts";
import type { StreamPlan } from "./streams.ts";
import type { ContainerUndoStack } from "./undo.ts";
import { waitForExit } from "./wait.ts";

/** What a task is made from: a fresh container, or one that was stopped. */
export interface TaskPlan {
  readonly id: string;
  readonly name: string;
  readonly rootfs: readonly Mount[];
  readonly networks: readonly string[];
  readonly ports: readonly PortMapping[];
  readonly log: LogTarget;
  /** The namespace's path, `new` or `host`. */
  readonly sandbox: string;
  readonly hostname: string;
  readonly command: string;
  readonly tty: boolean;
  readonly interactive: boolean;
  readonly streams: StreamPlan;
  readonly runtimeOptions?: Any | undefined;
  /** Of the terminal, where there is one. */
  readonly size?: { readonly columns: number; readonly rows: number } | undefined;
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
  const { streams, ...prepared } = await prepareStreams(context, plan, undo);
  try {
    return { ...(await createAndStart(context, plan, prepared, undo)), streams };
  } catch (error) {
    if (streams) closeStreams(streams);
    throw explainRuntimeFailure(error, plan.command);
  } finally {
    // Either side has them open, or none will.
    if (prepared.attach) await rm(prepared.attach, { recursive: true, force: true });
  }
}

async function createAndStart(
  context: Context,
  plan: TaskPlan,
  prepared: Omit<PreparedStreams, "streams">,
  undo: ContainerUndoStack,
) {
  const { engine, settings, signal, emit } = context;
  const { id, name, networks, ports, sandbox } = plan;
  using logger = prepared.logger;
  const join = async () => {
    if (networks.every(isBuiltIn)) return;
    const attachments = await joinNetworks(settings, { id, networks, netns: sandbox, ports }, signal);
    await writeHosts(context, { id, name, hostname: plan.hostname, attachments });
  };
  const create = () => engine.tasks.create(id, plan.rootfs, prepared.task, plan.runtimeOptions, { signal });
  const [{ pid }] = await Promise.all([undo.step("task", id, create), join()]);
  await logger?.start();
  const exit = waitForExit(engine, { id }, { background: !plan.streams.attach });
  exit.catch(() => {}); // Whoever holds the task awaits it; where nobody does, nothing is lost.
  if (plan.tty && plan.size) await engine.tasks.resizePty({ id }, plan.size, { signal });
  await engine.tasks.start({ id }, { signal });
  emit({ type: "container.started", id, name, pid });
  return { pid, exit };
}

interface PreparedStreams {
  readonly task: TaskStreams;
  readonly streams: ProcessStreams | undefined;
  readonly logger?: PipedLogger;
  /** The directory of the FIFOs by which the logger shows this process what it keeps. */
  readonly attach?: string;
}

/** The task's ends of the streams, and ours: readers are open before the task is created. */
async function prepareStreams(context: Context, plan: TaskPlan, undo: ContainerUndoStack): Promise<PreparedStreams> {
  const { tty: terminal, interactive, log } = plan;
  const { kind } = plan.streams;
  if (kind === "logger") {
    await Promise.all(log.files.map((file) => writeFile(file, "", { flag: "a", mode: 0o600 })));
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
    import("./piped-logger.ts"),
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
