import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { PortMapping } from "../network/port-mapping.ts";
import { lockContainer } from "./container-lock.ts";
import { labelKeys, readJsonLabel } from "./record/labels.ts";
import { publishedPorts } from "./record/list.ts";
import { containerName } from "./record/lookup.ts";
import { isAlive } from "./record/status.ts";
import { openSandbox, reservePorts } from "./sandbox.ts";
import { releaseStopped } from "./stopped.ts";
import { isAutoRemoved, keeperLabels } from "./streams/keeper.ts";
import { streamPlan } from "./streams/streams.ts";
import { requestSupervisor } from "./supervision.ts";
import { type StartedTask, startTask, type TaskPlan } from "./task.ts";
import { containerUndoStack, deleteTask } from "./undo.ts";
import { ifPresent } from "./wait.ts";

export interface StartMode {
  /** This process carries the streams, and should wait for the exit. */
  readonly attach: boolean;
  readonly interactive: boolean;
  readonly size?: { readonly columns: number; readonly rows: number } | undefined;
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
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (isAlive(task)) return undefined;
  if (task) await deleteTask(engine, id);
  await releaseStopped(context, id);

  const networks = readJsonLabel<string[]>(labels, labelKeys.networks, ["bridge"]);
  const spec = container.spec();
  await keep(context, container, mode);
  await using undo = containerUndoStack(context);
  const sandbox = undo.step("sandbox", id, () => openSandbox(settings, id, networks[0] ?? "none"));
  const rootfs = engine.snapshots(container.snapshotter).mounts(container.snapshotKey, { signal });
  // The start awaits both; where that is not reached, the stack waits for what it has to take back.
  for (const promise of [sandbox, rootfs]) promise.catch(() => {});
  const ports = await reservedPorts(context, id);
  const interactive = mode.interactive || labels[labelKeys.interactive] === "true";
  const tty = spec.process.terminal;
  const log = { stdout: labels[labelKeys.logUri] ?? "", stderr: labels[labelKeys.logUri] ?? "", files: [] };
  const plan: TaskPlan = {
    id,
    name: containerName(container),
    rootfs,
    networks,
    ports,
    sandbox,
    log,
    hostname: spec.hostname ?? "",
    command: spec.process.args[0] ?? "",
    tty,
    interactive,
    streams: streamPlan({ attach: mode.attach, keepLog: true, interactive, tty }, log),
    runtimeOptions: container.runtime.options,
    size: mode.size,
  };
  const started = await startTask(context, plan, undo);
  if (!mode.attach && isAutoRemoved(container)) await requestSupervisor({ ...settings, namespace: engine.namespace });
  await undo.commit();
  return started;
}

/** Writes down who sees to its exit, where that is somebody else than before. */
async function keep(
  { engine, signal }: Context,
  { id, labels }: StoredContainer,
  { attach }: StartMode,
): Promise<void> {
  const wanted = keeperLabels({ detach: !attach });
  if (Object.entries(wanted).every(([key, value]) => labels[key] === value)) return;
  await engine.containers.update(id, { labels: wanted }, { signal });
}

/** The ports that the container had, reserved anew: another may have taken one meanwhile. */
async function reservedPorts(context: Context, id: string): Promise<readonly PortMapping[]> {
  const mappings = publishedPorts(context, id);
  const specs = mappings.map(({ hostPort, ...spec }) => ({ ...spec, hostPorts: [hostPort, hostPort] as const }));
  return await reservePorts(context, id, specs);
}
