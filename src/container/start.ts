import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Mount } from "../engine/protocol.ts";
import { readRuntimeOptions, toRuntimeOptions } from "../engine/runtime-options.ts";
import { isNerdError } from "../errors.ts";
import { localImage } from "../image/image.ts";
import { lockContainer } from "./container-lock.ts";
import { prepareSnapshot } from "./create.ts";
import { forgetResults, freshHealthLabels } from "./health/health-record.ts";
import { forgetInterruptedStarts, interruptedStarts } from "./interrupted-start.ts";
import { holdMounts } from "./mounts/held-mounts.ts";
import { keptPorts } from "./network/kept-ports.ts";
import { recordedNetwork } from "./network/network-labels.ts";
import { refreshSharedNetwork } from "./network/shared-network.ts";
import { recordEnd } from "./record/container-state.ts";
import { labelKeys } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { statePaths } from "./record/state-directory.ts";
import { refreshResolvConf } from "./record/state-files.ts";
import { isAlive } from "./record/status.ts";
import { hasRestartPolicy, startedLabels } from "./restart-policy.ts";
import { rootMounts } from "./root-directory.ts";
import { openSandbox } from "./sandbox.ts";
import { refreshNamespaces } from "./shared-namespaces.ts";
import { releaseStopped } from "./stopped.ts";
import { isAutoRemoved, keeperLabels } from "./streams/keeper.ts";
import { streamPlan } from "./streams/streams.ts";
import { supervise } from "./supervised.ts";
import { type StartedTask, startTask, type TaskPlan } from "./task.ts";
import { containerUndoStack, deleteTask, killTask } from "./undo.ts";
import { ifPresent } from "./wait.ts";

export interface StartMode {
  /** This process carries the streams, and should wait for the exit. */
  readonly attach: boolean;
  readonly interactive: boolean;
  readonly size?: { readonly columns: number; readonly rows: number } | undefined;
  /** criu's files, from which it goes on where it was. */
  readonly checkpoint?: string | undefined;
  /** Where its policy brings it back: what is written down of that, and whether it is still wanted, asked when nobody else can start or stop it. */
  readonly restart?: { readonly labels: Readonly<Record<string, string>>; isWanted(): Promise<boolean> };
}

/** Starts a container that was created or has exited, from its record; undefined where it runs already. */
export async function startContainer(
  context: Context,
  container: StoredContainer,
  mode: StartMode,
): Promise<StartedTask | undefined> {
  await using _lock = await lockContainer(context, container.id, context.signal);
  return await startLocked(context, container, mode);
}

/** The same for who holds the container's lock, which nobody can take twice. */
export async function startLocked(
  context: Context,
  container: StoredContainer,
  mode: StartMode,
): Promise<StartedTask | undefined> {
  const { engine, settings, signal } = context;
  const { id, labels } = container;
  const { lifecycle } = statePaths({ ...settings, namespace: engine.namespace }, id);
  if (mode.restart && !(await mode.restart.isWanted())) return undefined;
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (task?.status === "STOPPED") await recordEnd(container, task, { lifecycle });
  // One that was never started: of a process that was killed.
  const endTask = task?.status === "CREATED" ? killTask : deleteTask;
  if (isAlive(task)) return undefined;
  if (task) await endTask(engine, id);
  await releaseStopped(context, id);

  const spec = container.spec();
  await refreshNamespaces(context, container, spec);
  const network = recordedNetwork(labels, spec.hostname);
  const { mode: networkMode } = network;
  if (networkMode.kind === "container") await refreshSharedNetwork(context, { id, spec, ...networkMode });
  refreshResolvConf(context, id, network);
  await keep(context, container, mode);
  await using undo = containerUndoStack(context);
  await holdMounts(context, container, undo);
  const sandbox = undo.step("sandbox", id, () => openSandbox(settings, id, networkMode));
  // A directory in the place of a snapshot is the runtime's root already.
  const rootfs = container.snapshotKey === "" ? Promise.resolve([]) : ownLayer(context, container);
  // The start awaits both; where that is not reached, the stack waits for what it has to take back.
  for (const promise of [sandbox, rootfs]) promise.catch(() => {});
  const ports = await keptPorts(context, container);
  const interactive = mode.interactive || labels[labelKeys.interactive] === "true";
  const tty = spec.process.terminal;
  const log = { stdout: labels[labelKeys.logUri] ?? "", stderr: labels[labelKeys.logUri] ?? "" };
  const plan: TaskPlan = {
    id,
    name: containerName(container),
    rootfs,
    // The supervisor comes back by itself.
    mayBeInterrupted: mode.restart === undefined,
    network,
    ports,
    sandbox,
    log,
    command: spec.process.args[0] ?? "",
    tty,
    interactive,
    streams: streamPlan({ attach: mode.attach, keepLog: true, interactive, tty }, log),
    runtimeOptions: mode.checkpoint
      ? toRuntimeOptions({ ...readRuntimeOptions(container.runtime.options), criuImagePath: mode.checkpoint })
      : container.runtime.options,
    size: mode.size,
    pidFile: labels[labelKeys.pidFile],
    lifecycle: isAutoRemoved(container) ? undefined : lifecycle,
  };
  const started = await startTask(context, plan, undo);
  // Not before: a start that fails leaves it stopped by whoever had stopped it.
  if (hasRestartPolicy(container)) {
    await ifPresent(engine.containers.update(id, { labels: mode.restart?.labels ?? startedLabels }));
  }
  // The supervisor itself needs none.
  if (!mode.restart) await supervise(context, container, { isAttached: mode.attach });
  // Before the commit: what is cut short in between is taken back as a start alone.
  await forgetInterruptedStarts(context.journal, id);
  await undo.commit();
  return started;
}

/** Where who made the container was killed between its record and its layer, nobody has written there: it is made now. */
async function ownLayer(context: Context, container: StoredContainer): Promise<readonly Mount[]> {
  const { id } = container;
  try {
    return await rootMounts(context, container);
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    const interrupted = await interruptedStarts(context.journal, id);
    const isNew = interrupted.some(([, records]) => records.some(({ kind }) => kind === "record"));
    const image = isNew ? await localImage(context, container.image) : undefined;
    if (image === undefined) throw error;
    return await prepareSnapshot(context, id, image);
  }
}

/** Writes down who sees to its exit, where that is somebody else than before, and that nothing is known of its health yet. */
async function keep(context: Context, container: StoredContainer, { attach }: StartMode): Promise<void> {
  const { engine, signal } = context;
  const { id, labels } = container;
  const wanted = { ...keeperLabels({ detach: !attach }), ...freshHealthLabels(container) };
  forgetResults(context, id);
  if (Object.entries(wanted).every(([key, value]) => labels[key] === value)) return;
  await engine.containers.update(id, { labels: wanted }, { signal });
}
